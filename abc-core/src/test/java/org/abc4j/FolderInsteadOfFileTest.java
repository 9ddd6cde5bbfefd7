package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxLabels;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.data.folder.MetFacesSources;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileFailure;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.abc4j.study.StudyFile;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is given for a file, and a file for a folder: each reader says so. */
class FolderInsteadOfFileTest {
  @TempDir private Path temp;

  private interface Reader {
    Object read(Path file) throws IOException;
  }

  private static Map<String, Reader> readers() {
    Map<String, Reader> readers = new LinkedHashMap<>();
    readers.put("tensors", SafetensorsFile::read);
    readers.put("configuration", UNetConfigFile::read);
    readers.put("code", AssignmentFile::read);
    readers.put("sample", SampleFile::read);
    readers.put("study", StudyFile::read);
    readers.put("images", IdxImages::read);
    readers.put("labels", IdxLabels::read);
    readers.put("cache", CachedFolder::open);
    readers.put("metfaces", MetFacesSources::read);
    readers.put("picture", file -> PictureReader.standard().read(file));
    readers.put(
        "weights",
        file -> {
          UNetWeights.read(file, Network.of(TinyNetworks.config()));
          return "";
        });
    return readers;
  }

  @Test
  void read_aFolder_isSaidToBeOne() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("given.json"));
    for (Map.Entry<String, Reader> reader : readers().entrySet()) {
      String message =
          assertThrows(
                  MalformedFileException.class,
                  () -> reader.getValue().read(folder),
                  reader.getKey())
              .getMessage();
      assertTrue(message.contains(folder.toString()), message);
      assertTrue(message.endsWith("found a folder"), reader.getKey() + ": " + message);
    }
  }

  @Test
  void open_aFile_isSaidToBeNone() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    String message =
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
  }

  @Test
  void write_overAFolder_saysWhy() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("out"));
    Files.writeString(folder.resolve("inner"), "");
    IOException failure =
        assertThrows(IOException.class, () -> AtomicFiles.write(folder, new byte[1]));
    String said = FileFailure.reason(failure);
    assertTrue(said.contains("folder") && !said.contains("Exception"), said);
  }
}
