package io.lakemill.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
    private static final ModelCard CARD = new ModelCard(
            "pdm",
            "run-1",
            Instant.parse("2015-04-01T06:00:00.5Z"),
            new Target(Task.BINARY, "failed", "BOOLEAN", List.of("false", "true"), null),
            "random-forest",
            ordered("trees", "100", "max-depth", "8"),
            42,
            ordered("volt_mean_3h", "DOUBLE", "model", "STRING"),
            List.of("errors_count_24h_error9"),
            List.of(new ModelCard.FeatureSet("sensors", "3f9a1c", List.of("volt_mean_3h"), 10_800L, 7)),
            List.of(new ModelCard.Table("failures", 3)),
            new ModelCard.Rows(
                    100,
                    ordered("false", 90L, "true", 10L),
                    Instant.parse("2015-01-01T03:00:00Z"),
                    Instant.parse("2015-02-28T00:00:00Z")),
            new ModelCard.Rows(20, ordered("false", 18L, "true", 2L), null, null),
            86_400,
            ordered("recall", 0.5, "auc", 0.9),
            ordered("true", ordered("true", 1L, "false", 1L), "false", ordered("true", 0L, "false", 18L)),
            ordered("recall", 0.0),
            List.of(
                    new ModelCard.Trial(1, ordered("trees", "100"), 0.5, null),
                    new ModelCard.Trial(2, ordered("trees", "200"), null, "no space left")),
            "c0ffee",
            ordered("spark", "4.1.0"),
            null,
            ordered("note", "ünïcode"));

    @Test
    void theJsonIsAlwaysTheSame() throws IOException {
        try (InputStream golden = ModelCardTest.class.getResourceAsStream("model-card.json")) {
            assertThat(CARD.toJson()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsWrittenIsReadBackInTheSameOrder() {
        ModelCard read = ModelCard.fromJson(CARD.toJson());
        assertThat(read).isEqualTo(CARD);
        assertThat(read.toJson()).isEqualTo(CARD.toJson());
        assertThat(read.params().keySet()).containsExactly("trees", "max-depth");
    }

    @Test
    void whatALaterVersionAddedIsNotLookedAt() {
        String later = CARD.toJson().replaceFirst("\\{", "{ \"fairness\" : { \"by\" : \"age\" },");
        assertThat(ModelCard.fromJson(later)).isEqualTo(CARD);
    }

    @Test
    void whatIsNoCardIsRefused() {
        assertThatThrownBy(() -> ModelCard.fromJson("{\"model\": 1"))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot read a model card: Unexpected end-of-input")
                .hasMessageEndingWith(". Register the model again, or restore the card from the registry's history.");
    }

    private static <V> Map<String, V> ordered(String name, V value) {
        return new LinkedHashMap<>(Map.of(name, value));
    }

    private static <V> Map<String, V> ordered(String name, V value, String second, V secondValue) {
        Map<String, V> map = ordered(name, value);
        map.put(second, secondValue);
        return map;
    }
}
