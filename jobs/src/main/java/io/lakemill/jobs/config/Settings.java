package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A pipeline's configuration, checked, and the text that it comes down to.
 *
 * @param pipeline what the configuration says
 * @param text the resolved configuration as HOCON, without passwords that stand in addresses
 */
public record Settings(PipelineConfig pipeline, String text) {
    private static final int HASH_LENGTH = 16;
    private static final ConfigRenderOptions TEXT = ConfigRenderOptions.defaults()
            .setOriginComments(false)
            .setComments(false)
            .setJson(false);

    /**
     * Reads and checks a pipeline's configuration.
     *
     * @param conf the pipeline's file
     * @param env the name of an environment's file beside it, or null
     * @param sets single settings, as {@code key=value}
     * @throws ConfigException which names all that is wrong, each with file, line and path
     */
    public static Settings load(Path conf, String env, List<String> sets) {
        Problems problems = new Problems();
        Config config = ConfigFiles.load(conf, env, sets, problems);
        PipelineConfig pipeline = config == null ? null : Binder.bind(config, PipelineConfig.class, problems);
        if (pipeline != null) {
            new References(pipeline, config, problems).check();
        } else if (config != null) {
            Fragments.check(config, problems);
        }
        problems.throwIfAny(conf.toString());
        return new Settings(pipeline, config.root().render(TEXT).replaceAll("://[^/@\\s\"]*@", "://"));
    }

    /** Identifies the text: the first 16 hexadecimal digits of its SHA-256. */
    public String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
