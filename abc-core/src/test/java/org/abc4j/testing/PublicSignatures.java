package org.abc4j.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a user of the library can see: public and protected members of public classes. */
public final class PublicSignatures {
  private PublicSignatures() {}

  /** No visible signature names a type of the given packages. */
  public static ArchCondition<JavaClass> avoid(String... prefixes) {
    return new ArchCondition<>("show no type of " + String.join(", ", prefixes)) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
          return;
        }
        List<JavaType> supertypes = new ArrayList<>(type.getInterfaces());
        type.getSuperclass().ifPresent(supertypes::add);
        supertypes.addAll(bounds(type.getTypeParameters()));
        report(type, type.getName(), supertypes, events);
        for (JavaMember member : type.getMembers()) {
          if (isVisible(member.getModifiers())) {
            report(member, member.getFullName(), shown(member), events);
          }
        }
      }

      private void report(
          Object where, String name, List<? extends JavaType> shown, ConditionEvents events) {
        for (JavaType type : shown) {
          for (JavaClass raw : type.getAllInvolvedRawTypes()) {
            String found = raw.getBaseComponentType().getName();
            for (String prefix : prefixes) {
              if (found.startsWith(prefix)) {
                events.add(SimpleConditionEvent.violated(where, name + " shows " + found));
              }
            }
          }
        }
      }
    };
  }

  private static List<JavaType> shown(JavaMember member) {
    List<JavaType> types = new ArrayList<>();
    if (member instanceof JavaField field) {
      types.add(field.getType());
    } else if (member instanceof JavaCodeUnit unit) {
      types.add(unit.getReturnType());
      types.addAll(unit.getParameterTypes());
      types.addAll(unit.getExceptionTypes());
      types.addAll(bounds(unit.getTypeParameters()));
    }
    return types;
  }

  private static List<JavaType> bounds(List<? extends JavaTypeVariable<?>> parameters) {
    List<JavaType> bounds = new ArrayList<>();
    parameters.forEach(parameter -> bounds.addAll(parameter.getUpperBounds()));
    return bounds;
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(PublicSignatures::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
