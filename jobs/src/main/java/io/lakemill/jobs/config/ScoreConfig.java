package io.lakemill.jobs.config;

import java.time.Duration;

/**
 * What is scored.
 *
 * @param every the distance of the steps that are scored, a multiple of the first feature table's; its own when null
 */
public record ScoreConfig(Duration every) {}
