/**
 * Where runs and models are kept: in Delta tables of the lake, or on an MLflow server.
 *
 * <p>{@link io.lakemill.models.registry.Registry} is the way in. A model is first written to the lake as a
 * {@link io.lakemill.models.registry.ModelDirectory} and then registered as a version. Everything here runs on the driver.
 */
package io.lakemill.models.registry;
