package io.headwater.testkit.table;

import io.headwater.jobs.JobView;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of puppets, as their stored jobs have them. */
final class Names {
    private static final Pattern NAME = Pattern.compile("\\{\"name\":\"(.*)\"}");

    private Names() {}

    static String of(JobView job) {
        Matcher name = NAME.matcher(job.params());
        return name.matches() ? name.group(1) : job.params();
    }
}
