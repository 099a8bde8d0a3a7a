package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.util.regex.Pattern;

/** What models and aliases may be called, in every registry. */
final class Names {
    private static final Pattern MODEL = Pattern.compile("\\w[\\w.-]*");
    private static final Pattern ALIAS = Pattern.compile("[\\w-]+");
    private static final Pattern RESERVED = Pattern.compile("(?i)latest|v\\d+");

    private Names() {}

    static void checkModel(String model) {
        if (!MODEL.matcher(model).matches()) {
            throw new ModelsException("Cannot register '" + model
                    + "': a model's name has only letters, digits, _, - and . in it. Give it another name.");
        }
    }

    static void checkAlias(String alias) {
        if (!ALIAS.matcher(alias).matches() || RESERVED.matcher(alias).matches()) {
            throw new ModelsException("Cannot set the alias '" + alias
                    + "': an alias has letters, digits, _ and - in it, and is neither latest nor v and a number."
                    + " Choose another, such as champion.");
        }
    }

    static ModelsException noVersion(String what, String model, String version) {
        return new ModelsException("Cannot " + what + " " + model + "/" + version
                + ": there is no such version. List what there is with the command models.");
    }
}
