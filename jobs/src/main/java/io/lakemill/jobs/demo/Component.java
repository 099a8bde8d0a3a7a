package io.lakemill.jobs.demo;

import java.util.List;

/**
 * A part of a machine, the sensor that shows its state, and the errors that it throws while it goes bad.
 *
 * <p>A sensor moves by {@code drift} before a failure; {@code spread} is the standard deviation of a single reading.
 */
enum Component {
    COMP1("volt", 170, 15, 50, List.of("error1")),
    COMP2("rotate", 450, 50, -170, List.of("error2", "error3")),
    COMP3("pressure", 100, 10, 35, List.of("error4")),
    COMP4("vibration", 40, 5, 17, List.of("error5"));

    final String sensor;
    final double usual;
    final double spread;
    final double drift;
    final List<String> errors;

    Component(String sensor, double usual, double spread, double drift, List<String> errors) {
        this.sensor = sensor;
        this.usual = usual;
        this.spread = spread;
        this.drift = drift;
        this.errors = errors;
    }

    @Override
    public String toString() {
        return "comp" + (ordinal() + 1);
    }
}
