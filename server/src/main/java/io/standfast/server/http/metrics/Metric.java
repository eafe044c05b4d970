package io.standfast.server.http.metrics;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a metric: what {@code /metrics} says of it and what docs/metrics.md is generated from.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Metric
{
    /**
     * Name that Prometheus knows it by.
     *
     * @return name.
     */
    String name();

    /**
     * How it behaves.
     *
     * @return type.
     */
    MetricType type();

    /**
     * What is counted.
     *
     * @return unit, in the plural.
     */
    String unit();

    /**
     * What tells its samples apart.
     *
     * @return names of labels.
     */
    String[] labels() default {};

    /**
     * What it is.
     *
     * @return one sentence for people.
     */
    String doc();
}
