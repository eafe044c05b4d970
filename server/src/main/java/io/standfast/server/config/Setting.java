package io.standfast.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting, once: the command line, the files, {@code -h}, {@code config show} and docs/settings.md follow
 * from it. Stands on a constant whose value is the setting's name, in a class that {@link DeclaredSettings} lists.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Setting
{
    /** What a value looks like. */
    SettingKind kind();

    /** What this server does about it. */
    SettingSupport support() default SettingSupport.HONOURED;

    /** Flags of the command line, without dashes; none when only files can say it. */
    String[] flags() default {};

    /** Keys of configuration files; none when only the command line can say it. */
    String[] keys() default {};

    /** Maps of the files in which the keys stand. */
    Section[] in() default {};

    /** Value when nobody says anything; empty for none. */
    String absent() default "";

    /** Environment variable that says it, before flag and file; empty for none. */
    String environment() default "";

    /** What the number counts; empty where the kind says it. */
    String unit() default "";

    /** Whether SIGHUP applies a new value to a server that runs. */
    boolean isReloadable() default false;

    /** Whether the value is never to be shown. */
    boolean isSecret() default false;

    /** What it is, one line, in the words of {@code -h}. */
    String doc();

    /** Of a setting without effect: why. Of one that is refused: why, and what to do. */
    String why() default "";
}
