package io.lakemill.jobs.demo;

import java.util.Locale;

/** A table of the demo data. */
enum Table {
    TELEMETRY("datetime,machineID,volt,rotate,pressure,vibration"),
    ERRORS("datetime,machineID,errorID"),
    MAINT("datetime,machineID,comp"),
    FAILURES("datetime,machineID,failure"),
    MACHINES("machineID,model,age");

    final String header;

    Table(String header) {
        this.header = header;
    }

    /** The file of a row: telemetry has one for each month. */
    String file(String row) {
        String month = this == TELEMETRY ? "-" + row.substring(0, "2014-12".length()) : "";
        return name().toLowerCase(Locale.ROOT) + month + ".csv";
    }
}
