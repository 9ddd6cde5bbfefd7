package org.abc4j.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rooms (packages right under a root) and which may use which. A room may use itself, the root, the
 * rooms named for it and what those may use. The root uses no room.
 */
public final class Floors {
  private final String root;
  private final Map<String, Set<String>> allowed = new LinkedHashMap<>();

  private Floors(String root) {
    this.root = root;
    allowed.put("", Set.of(""));
  }

  /** No room yet. */
  public static Floors of(String root) {
    return new Floors(root);
  }

  /** Adds a room above rooms that were added before. */
  public Floors room(String name, String... below) {
    Set<String> usable = new TreeSet<>(Set.of("", name));
    for (String other : below) {
      if (!allowed.containsKey(other)) {
        throw new IllegalArgumentException("room " + name + " stands on unknown room " + other);
      }
      usable.addAll(allowed.get(other));
    }
    allowed.put(name, usable);
    return this;
  }

  /** Names of all rooms. */
  public Set<String> rooms() {
    return allowed.keySet();
  }

  /** The room of a class under the root; empty for the root itself. */
  public String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(root) ? "" : name.substring(root.length() + 1).split("\\.")[0];
  }

  private boolean contains(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(root) || name.startsWith(root + ".");
  }

  /** Every dependency between rooms is allowed. Rooms without a floor are for another rule. */
  public ArchCondition<JavaClass> hold() {
    return new ArchCondition<>("use only rooms below their own") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!contains(type) || !allowed.containsKey(room(type))) {
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (contains(target) && !allowed.get(room(type)).contains(room(target))) {
            events.add(
                SimpleConditionEvent.violated(
                    dependency,
                    "room "
                        + room(type)
                        + " may not use room "
                        + room(target)
                        + ": "
                        + dependency.getDescription()));
          }
        }
      }
    };
  }
}
