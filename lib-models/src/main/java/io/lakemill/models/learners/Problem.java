package io.lakemill.models.learners;

import io.lakemill.models.Task;

/**
 * What an estimator must know of its data, beside its parameters.
 *
 * @param task the kind of prediction
 * @param classes how many classes the label has
 * @param categories the number of categories, that of unseen values included, of the richest categorical feature; 0
 *     when there is none
 * @param seed where all of the estimator's randomness comes from
 */
public record Problem(Task task, int classes, int categories, long seed) {}
