package io.headwater.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Who may know whom. It lives here because no other module sees all of them.
 *
 * <p>A rule whose module has no class yet passes; the first class makes it bite.
 */
@AnalyzeClasses(packages = "io.headwater", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    // Between modules: a POM can only admit a whole artifact, these rules name the packages of it that are meant for
    // others.

    @ArchTest
    static final ArchRule the_vocabulary_needs_nothing_but_reactor = classes()
            .that()
            .resideInAPackage("io.headwater.jobs..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.headwater.jobs..",
                    "java..",
                    "reactor.core..",
                    "reactor.util..",
                    "org.reactivestreams..",
                    "org.jspecify..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_engine_knows_no_kind_of_job = module("core").mayUse("jobs");

    @ArchTest
    static final ArchRule models_know_no_engine = module("models").mayUse("jobs");

    @ArchTest
    static final ArchRule speech_uses_models_by_the_front_door =
            module("speech").mayUse("jobs", "models", "models.media", "models.ref");

    @ArchTest
    static final ArchRule ocr_uses_models_by_the_front_door =
            module("ocr").mayUse("jobs", "models", "models.media", "models.ref");

    @ArchTest
    static final ArchRule the_web_serves_any_engine = module("web").mayUse("jobs", "models", "models.ref");

    @ArchTest
    static final ArchRule the_test_kit_knows_no_kind_of_job =
            module("testkit").mayUse("jobs", "core", "core.fault", "core.time");

    @ArchTest
    static final ArchRule nobody_needs_the_command = classes()
            .that()
            .resideInAPackage("io.headwater.cli..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("io.headwater.cli..")
            .allowEmptyShould(true);

    // Between packages.

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.headwater.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule rooms_of_the_engine_are_private = classes()
            .that()
            .resideInAPackage("io.headwater.core.*..")
            .and()
            .resideOutsideOfPackages("io.headwater.core.fault..", "io.headwater.core.time..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("io.headwater.core..")
            .allowEmptyShould(true);

    /** It is one engine of several that there may be: the host hands it in. */
    @ArchTest
    static final ArchRule speech_does_not_know_whisper = classes()
            .that()
            .resideInAPackage("io.headwater.speech.whisper..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideOutsideOfPackages(
                    "io.headwater.speech", "io.headwater.speech.audio..", "io.headwater.speech.transcript..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule whisper_itself_is_behind_one_door =
            only("speech.whisper..").mayUse("io.github.givimad..");

    /** Clock and faults are rooms, too; but a test kit is nothing without them. */
    @ArchTest
    static final ArchRule only_the_test_kit_lends_time_and_breaks_things = classes()
            .that()
            .resideInAnyPackage("io.headwater.core.fault..", "io.headwater.core.time..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage("io.headwater.core..", "io.headwater.testkit..")
            .allowEmptyShould(true);

    // The outside world: each part of it has few doors.

    @ArchTest
    static final ArchRule the_journal_speaks_sql = only("core.journal..", "examples..", "benchmarks..")
            .mayUse("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..");

    @ArchTest
    static final ArchRule few_speak_to_the_network = only(
                    "models.download..",
                    "models.registry..",
                    "web..",
                    "cli..",
                    "testkit..",
                    "examples..",
                    "benchmarks..")
            .mayUse("reactor.netty..", "io.netty..");

    // Habits.

    @ArchTest
    static final ArchRule nobody_blocks = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.headwater.cli..",
                    "io.headwater.testkit..",
                    "io.headwater.examples..",
                    "io.headwater.benchmarks..")
            .should()
            .accessTargetWhere(target(nameMatching("block.*|toIterable|toStream"))
                    .and(targetOwner(belongToAnyOf(Mono.class, Flux.class))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule schedulers_are_handed_in = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Threads")
            .should()
            .accessClassesThat()
            .belongToAnyOf(Schedulers.class)
            .allowEmptyShould(true);

    /** Time that a test cannot move is time that a test must wait for; the clock itself is the one exception. */
    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .that()
            .resideOutsideOfPackage("io.headwater.core.time..")
            .and(not(resideInAPackage("io.headwater.benchmarks..")))
            .should()
            .accessTargetWhere(target(nameMatching("now|currentTimeMillis|system.*"))
                    .and(targetOwner(belongToAnyOf(
                            Clock.class,
                            Instant.class,
                            LocalDate.class,
                            LocalDateTime.class,
                            OffsetDateTime.class,
                            ZonedDateTime.class,
                            System.class))))
            .allowEmptyShould(true);

    private record Module(String name) {
        ArchRule mayUse(String... doors) {
            String[] allowed = ours(Stream.concat(Stream.of(name + ".."), Stream.of(doors)));
            return noClasses()
                    .that()
                    .resideInAPackage("io.headwater." + name + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.headwater..").and(resideOutsideOfPackages(allowed)))
                    .allowEmptyShould(true);
        }
    }

    private record Only(String... packages) {
        ArchRule mayUse(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackages(ours(Stream.of(packages)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries)
                    .allowEmptyShould(true);
        }
    }

    private static Module module(String name) {
        return new Module(name);
    }

    private static Only only(String... packages) {
        return new Only(packages);
    }

    private static String[] ours(Stream<String> packages) {
        return packages.map("io.headwater."::concat).toArray(String[]::new);
    }
}
