package org.abc4j.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.noise.NoiseSchedule;

/** An ensemble whose members are all in memory. */
final class MemberList implements Ensemble {
  private final CodeAssignment code;
  private final List<NoiseModel> members;
  private final Optional<NoiseSchedule> schedule;

  MemberList(CodeAssignment code, List<? extends NoiseModel> members) {
    this.code = Objects.requireNonNull(code, "code");
    this.members = List.copyOf(members);
    int n = code.codebook().length();
    if (this.members.size() != n) {
      throw new IllegalArgumentException(
          "a code of length " + n + " needs " + n + " members, found " + this.members.size());
    }
    for (int i = 0; i < n; i++) {
      if (!this.members.get(i).shape().equals(shape())) {
        throw new IllegalArgumentException(
            "members share one shape, but member "
                + i
                + " has "
                + this.members.get(i).shape()
                + " and member 0 has "
                + shape());
      }
    }
    this.schedule = commonSchedule(this.members);
  }

  /** The schedule of the members that know theirs, which must be one. */
  private static Optional<NoiseSchedule> commonSchedule(List<NoiseModel> members) {
    int first = 0;
    Optional<NoiseSchedule> common = Optional.empty();
    for (int i = 0; i < members.size(); i++) {
      Optional<NoiseSchedule> own = members.get(i).schedule();
      if (common.isEmpty()) {
        first = i;
        common = own;
      } else if (own.isPresent() && !own.equals(common)) {
        throw new IllegalArgumentException(
            "members share one noise schedule, but member "
                + i
                + " was made for "
                + own.get()
                + " and member "
                + first
                + " for "
                + common.get());
      }
    }
    return common;
  }

  @Override
  public CodeAssignment code() {
    return code;
  }

  @Override
  public Shape shape() {
    return members.get(0).shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return schedule;
  }

  @Override
  public NoiseModel member(int index) {
    return members.get(index);
  }

  @Override
  public String toString() {
    return "Ensemble[" + members.size() + " members of shape " + shape() + ", " + code + "]";
  }
}
