package io.lakemill.models.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceTest {
    @Test
    void aScalarIsFixedAndAListIsNot() {
        assertThat(Space.of(100).grid()).containsExactly(100);
        assertThat(Space.of(100).fixed()).isTrue();
        assertThat(Space.of(List.of(100, 200, 100)).grid()).containsExactly(100, 200);
        assertThat(Space.of(List.of(100, 200)).fixed()).isFalse();
        assertThat(Space.of("sqrt").grid()).containsExactly("sqrt");
    }

    @Test
    void aGridTakesFivePointsOfARange() {
        assertThat(Space.of(Map.of("from", 0, "to", 1)).real(0, 1).grid()).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
        assertThat(Space.of(Map.of("from", 4, "to", 12)).whole(1, 30).grid()).containsExactly(4, 6, 8, 10, 12);
        assertThat(Space.of(Map.of("from", 1, "to", 3)).whole(1, 30).grid()).containsExactly(1, 2, 3);
        assertThat(Space.of(Map.of("from", 1, "to", 10_000, "scale", "log"))
                        .whole(1, 10_000)
                        .grid())
                .containsExactly(1, 10, 100, 1000, 10_000);
    }

    @Test
    void aSampleCoversTheRangeAndItsEnds() {
        Space depths = Space.of(Map.of("from", 4, "to", 6)).whole(1, 30);
        Random random = new Random(1);
        assertThat(IntStream.range(0, 100).mapToObj(i -> depths.sample(random)).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(4, 5, 6);
    }

    @Test
    void aLogScaleDrawsEachOrderOfMagnitudeAlike() {
        Space steps = Space.of(Map.of("from", 0.0001, "to", 1, "scale", "log")).real(0, 1);
        Random random = new Random(1);
        long small = IntStream.range(0, 1000)
                .filter(i -> (Double) steps.sample(random) < 0.01)
                .count();
        assertThat(small).isBetween(450L, 550L);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Map.of("from", 3, "to", 3), "from must be below to, but 3 is not below 3"),
                Arguments.of(Map.of("from", 0, "to", 3, "scale", "log"), "from must be above 0 on a log scale, not 0"),
                Arguments.of(Map.of("from", 1, "too", 3), "a range has from, to and scale, but no 'too'"),
                Arguments.of(Map.of("from", 1), "to must be a number, not 'null'"),
                Arguments.of(Map.of("from", 1, "to", 3, "scale", "cubic"), "scale must be linear or log, not 'cubic'"),
                Arguments.of(List.of(), "needs a value, a list of values, or both from and to"),
                Arguments.of(List.of(1, List.of(2)), "must be made of numbers or text, not '[2]'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamed(Object written, String message) {
        assertThatThrownBy(() -> Space.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
