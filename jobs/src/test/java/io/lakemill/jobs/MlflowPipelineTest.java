package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.MlflowServer;
import io.lakemill.models.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline whose registry is a real MLflow server. */
@ExtendWith({TestSpark.class, MlflowServer.Extension.class})
class MlflowPipelineTest {
    @TempDir
    private Path folder;

    @Test
    void trainsRegistersPromotesAndScores(SparkSession spark, MlflowServer server) {
        SmallPipeline small = new SmallPipeline(folder);

        Cli run = small.run("run", "--set", "registry=" + server.uri());

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("champion: there was no champion");
        assertThat(small.rows(spark, "predictions/small")).hasSize(342);
        assertThat(small.run("models", "--set", "registry=" + server.uri()).out())
                .containsPattern("small +1 +challenger, champion");
        assertThat(small.lake().resolve("registry/versions")).doesNotExist();
        assertThat(small.run("run", "--set", "registry=" + server.uri()).out())
                .contains("small/1 is champion", "nothing new");
    }
}
