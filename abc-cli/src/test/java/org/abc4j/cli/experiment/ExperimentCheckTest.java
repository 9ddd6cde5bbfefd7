package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.io.FolderLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCheckTest {
  private static final ExperimentPlan PLAN =
      new ExperimentPlan(
          ExperimentRegistry.paper().get("MNIST_96"),
          ExperimentRegistry.paper().scale("smoke"),
          MemberKind.GAUSSIAN);

  @TempDir Path folder;

  /** What a world answers to a call; null for what it would have answered. */
  interface Answer {
    Object to(String method) throws IOException;
  }

  private static ExperimentWorld world(Answer answer) {
    MadeUpWorld real = new MadeUpWorld(PLAN);
    return (ExperimentWorld)
        Proxy.newProxyInstance(
            ExperimentWorld.class.getClassLoader(),
            new Class<?>[] {ExperimentWorld.class},
            (proxy, method, arguments) -> {
              Object instead = answer.to(method.getName());
              try {
                return instead == null ? method.invoke(real, arguments) : instead;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private static Map<String, String> withEnsemble() {
    Map<String, String> digests = new TreeMap<>(new MadeUpWorld(PLAN).digests());
    digests.put("ensemble", "12");
    return digests;
  }

  private ExperimentCheck check(boolean retrain, Answer answer) throws IOException {
    try (Work work = new Work(1, true)) {
      return new ExperimentRun(PLAN, Optional.empty(), (plan, data, out, w) -> world(answer), work)
          .check(folder, retrain);
    }
  }

  @BeforeEach
  void run_whoseEnsembleHasADigest() throws IOException {
    try (Work work = new Work(1, true)) {
      new ExperimentRun(
              PLAN,
              Optional.empty(),
              (plan, data, out, w) ->
                  world(method -> method.equals("digests") ? withEnsemble() : null),
              work)
          .into(folder);
    }
  }

  @Test
  void check_whileARunGoesOn_isRefused() throws IOException {
    try (FolderLock lock = FolderLock.hold(folder, folder.resolve("lock"))) {
      String said =
          assertThrows(IOException.class, () -> check(false, method -> null)).getMessage();
      assertTrue(said.startsWith(folder + " is in use by this process"), said);
    }
    assertEquals(
        Optional.empty(),
        check(false, method -> method.equals("digests") ? withEnsemble() : null).difference());
  }

  @Test
  void check_holdsTheFolder() throws IOException {
    int[] tried = {0};
    check(
        false,
        method -> {
          if (method.equals("ensemble")) {
            tried[0]++;
            assertThrows(IOException.class, () -> FolderLock.hold(folder, folder.resolve("lock")));
          }
          return method.equals("digests") ? withEnsemble() : null;
        });
    assertTrue(tried[0] > 0);
  }

  @Test
  void check_withoutAModel_namesItAndTrainsNothing() throws IOException {
    ExperimentCheck found =
        check(
            false,
            method -> {
              if (method.equals("prepare")) {
                throw new AssertionError("trained");
              }
              return null;
            });
    assertEquals(
        "ensemble is missing, or not complete: a run trains what is missing, a check with"
            + " --retrain all, and one without nothing: expected SHA-256 12",
        found.difference().orElseThrow());
    assertTrue(Files.notExists(folder.resolve("check")));
  }

  @Test
  void check_byRetraining_preparesModelsElsewhere() throws IOException {
    int[] prepared = {0};
    Answer answer =
        method -> {
          prepared[0] += method.equals("prepare") ? 1 : 0;
          return method.equals("digests") ? withEnsemble() : null;
        };
    assertEquals(Optional.empty(), check(true, answer).difference());
    assertEquals(1, prepared[0]);
    assertTrue(Files.exists(folder.resolve("check/trained")));
    Path model = folder.resolve("check/model");
    Files.writeString(model, "of the last time");
    assertEquals(Optional.empty(), check(true, answer).difference());
    assertTrue(Files.notExists(model), "a second retraining takes models of the first");
    assertEquals(2, prepared[0]);
  }

  /** Notes which folders worlds are opened of, with models that something trained. */
  private record Opened(Map<String, String> trainedBy, List<Path> folders) implements WorldMaker {
    @Override
    public ExperimentWorld open(ExperimentPlan plan, Optional<Path> data, Path folder, Work work) {
      folders.add(folder);
      return world(method -> method.equals("digests") ? withEnsemble() : null);
    }

    @Override
    public Map<String, String> executors(ExperimentPlan plan, Path folder) {
      return trainedBy;
    }
  }

  @Test
  void check_byRetraining_opensDataOnce_andAsksTheFolderWhoTrainedIt() throws IOException {
    try (Work work = new Work(1, true)) {
      Opened here = new Opened(Map.of(), new ArrayList<>());
      assertEquals(
          Optional.empty(),
          new ExperimentRun(PLAN, Optional.empty(), here, work).check(folder, true).difference());
      assertEquals(List.of(folder.resolve("check")), here.folders());
      Opened elsewhere = new Opened(Map.of("ensemble", "a GPU"), new ArrayList<>());
      ExperimentRun run = new ExperimentRun(PLAN, Optional.empty(), elsewhere, work);
      String said = assertThrows(Refusal.class, () -> run.check(folder, true)).getMessage();
      assertTrue(said.contains("models in ensemble were trained by a GPU"), said);
      assertEquals(List.of(), elsewhere.folders());
    }
  }

  @Test
  void check_byRetraining_thatWasStopped_goesOn() throws IOException {
    Path model = folder.resolve("check/model");
    assertThrows(
        CancellationException.class,
        () ->
            check(
                true,
                method -> {
                  if (method.equals("prepare")) {
                    Files.writeString(model, "half");
                    throw new CancellationException("stopped");
                  }
                  return null;
                }));
    check(true, method -> method.equals("digests") ? withEnsemble() : null);
    assertEquals("half", Files.readString(model));
  }

  @Test
  void check_byRetraining_killedWhileItDeletes_takesNoOldModels() throws IOException {
    Path old = folder.resolve("check");
    int files = 0;
    for (boolean killed = true; killed; files++) {
      for (String name : List.of("trained", "ensemble/member", "retrained/whole", "zzz/whole")) {
        Files.createDirectories(old.resolve(name).getParent());
        Files.writeString(old.resolve(name), "of the last time");
      }
      int left = files;
      killed = !deletes(old, left);
      Retraining.begin(folder);
      assertEquals(List.of(), new FolderOutput(old).names(""), "killed after " + left);
    }
    assertTrue(files > 4, files + " deletions");
  }

  /** Deletes so many, and then no more. */
  private static boolean deletes(Path folder, int most) throws IOException {
    int[] left = {most};
    try {
      Retraining.begin(
          folder,
          file -> {
            if (left[0]-- == 0) {
              throw new CancellationException("killed");
            }
            Files.delete(file);
          });
      return true;
    } catch (CancellationException killed) {
      return false;
    }
  }

  /** A check that was killed before it knew is gone on with. */
  @Test
  void check_byRetraining_goesOnWithModelsThatNobodyCalledWhole() throws IOException {
    Path model = Files.createDirectories(folder.resolve("check")).resolve("model");
    Files.writeString(model, "half");
    check(true, method -> method.equals("digests") ? withEnsemble() : null);
    assertEquals("half", Files.readString(model));
    assertTrue(Files.exists(folder.resolve("check/trained")));
  }

  @Test
  void check_worksInTheFolderAndLeavesNothing() throws IOException {
    Path left = folder.resolve("check/working/features/0/of-a-killed-check");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "gigabytes");
    Answer answer = method -> method.equals("digests") ? withEnsemble() : null;
    boolean[] seen = {false};
    check(
        false,
        method -> {
          if (method.equals("ensemble")) {
            seen[0] |= Files.isDirectory(folder.resolve("check/working/features"));
            assertTrue(Files.notExists(left));
          }
          return answer.to(method);
        });
    assertTrue(seen[0]);
    assertTrue(Files.notExists(folder.resolve("check")));
    assertEquals(Optional.empty(), check(true, answer).difference());
    assertEquals(List.of("trained"), new FolderOutput(folder.resolve("check")).names(""));
  }

  @Test
  void check_showsOneLineOfWhatAFolderSays_andNotAllOfIt() throws IOException {
    Path digests = folder.resolve("digests.json");
    String whole = Files.readString(digests);
    String wild = "\\u001b[2J\\n" + "x".repeat(5000);
    Files.writeString(digests, whole.replace("\"12\"", "\"" + wild + "\""));
    Answer answer = method -> method.equals("digests") ? withEnsemble() : null;
    String said = check(false, answer).difference().orElseThrow();
    assertTrue(said.startsWith("ensemble: expected SHA-256 \\u001b[2J\\u000ax"), said);
    assertTrue(said.endsWith("x…, found 12") && said.length() < 300, said);
    Files.writeString(digests, whole.replace("\"ensemble\"", "\"" + wild + "\""));
    said = check(false, answer).difference().orElseThrow();
    assertTrue(said.contains("\\u001b[2J\\u000ax") && said.length() < 300, said);
    Files.writeString(digests, whole);
    Path table = folder.resolve("results/radii.csv");
    Files.writeString(table, "\u001b]0;\u202e" + "y".repeat(3000));
    said = check(false, answer).difference().orElseThrow();
    assertTrue(said.endsWith("y…") && said.contains("found \\u001b]0;\\u202ey"), said);
    assertTrue(said.length() < 600, said);
  }

  @Test
  void check_ofAFolderWithoutNumbers_isRefused() throws IOException {
    Files.delete(folder.resolve("digests.json"));
    String said = assertThrows(Refusal.class, () -> check(false, method -> null)).getMessage();
    assertTrue(said.contains("has no numbers yet"), said);
    assertTrue(said.contains("run it again"), said);
  }

  @Test
  void check_ofAFileThatIsFarTooLong_namesIt() throws IOException {
    Path table = folder.resolve("results/radii.csv");
    try (RandomAccessFile sparse = new RandomAccessFile(table.toFile(), "rw")) {
      sparse.setLength(1L << 36);
    }
    String said =
        check(false, method -> method.equals("digests") ? withEnsemble() : null)
            .difference()
            .orElseThrow();
    assertTrue(said.startsWith(table + ": size: expected at most "), said);
    assertTrue(said.endsWith("found 68719476736 bytes"), said);
  }
}
