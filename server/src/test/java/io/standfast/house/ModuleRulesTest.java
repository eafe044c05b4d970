package io.standfast.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may use whom: one test for each row of the table in docs/design.md.
 */
class ModuleRulesTest
{
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.standfast");

    private static final String CODECS = "io.standfast.codecs..";
    private static final String ENGINE = "io.standfast.engine..";
    private static final String STORE = "io.standfast.engine.store..";
    private static final String REPLICATION = "io.standfast.replication..";
    private static final String NATS = "io.standfast.nats..";
    private static final String SERVER = "io.standfast.server..";
    private static final String PERF = "io.standfast.perf..";
    private static final String AGRONA = "org.agrona..";
    private static final String AERON = "io.aeron..";
    private static final String CHRONICLE = "net.openhft..";
    private static final String JNATS = "io.nats..";
    private static final String SLF4J = "org.slf4j..";
    private static final String HTTP = "com.sun.net.httpserver..";

    private static final Set<String> ENGINE_FOR_NATS = Set.of("io.standfast.engine.EngineOutput",
        "io.standfast.engine.NoticeLevel", "io.standfast.engine.store.StoreDamagedException",
        "io.standfast.engine.store.StoreReader", "io.standfast.engine.store.StoredMessage");
    private static final Set<String> LOCKS = Set.of("java.lang.ThreadLocal",
        "java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentMap");
    private static final Set<String> OUTSIDE_WORLD = Set.of("java.util.Random", "java.security.SecureRandom",
        "java.util.concurrent.ThreadLocalRandom", "java.util.UUID", "java.lang.Thread", "java.lang.Runtime",
        "java.lang.ProcessHandle", "java.util.Timer", "java.util.Locale", "java.util.TimeZone",
        "java.util.Date", "java.util.Calendar");

    private static void check(final ArchRule rule)
    {
        // A module that is still thin has nothing to break a rule with; shouldSeeEveryModule keeps this honest.
        rule.allowEmptyShould(true).check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {CODECS, ENGINE, STORE, REPLICATION, NATS, SERVER})
    void shouldSeeEveryModuleWhenClassesAreImported(final String module)
    {
        assertThat(CLASSES.that(resideInAPackage(module))).isNotEmpty();
    }

    @Test
    void shouldUseOnlyAgronaWhenInCodecs()
    {
        check(classes().that().resideInAPackage(CODECS).should().onlyDependOnClassesThat(resideInAnyPackage(CODECS,
            AGRONA, "java.lang..", "java.util..", "java.nio", "java.nio.charset", "java.io")));
        check(noClasses().that().resideInAPackage(CODECS).should().dependOnClassesThat(named(OUTSIDE_WORLD)));
        check(noClasses().that().resideInAPackage(CODECS).should().dependOnClassesThat().resideInAPackage(
            "java.util.concurrent.."));
    }

    @Test
    void shouldUseOnlyCodecsAndAgronaWhenInEngine()
    {
        check(classes().that().resideInAPackage(ENGINE).should().onlyDependOnClassesThat(resideInAnyPackage(ENGINE,
            CODECS, AGRONA, CHRONICLE, "java..", "sun.misc..")));
        check(noClasses().that().resideInAPackage(ENGINE).and().resideOutsideOfPackage(STORE).should()
            .dependOnClassesThat().resideInAnyPackage(CHRONICLE, "java.net..", "java.nio.channels.."));
        check(noClasses().that().resideInAPackage(ENGINE).should().dependOnClassesThat().resideInAnyPackage(AERON,
            JNATS, SLF4J, "java.net..", "java.net.http.."));
    }

    @Test
    void shouldUseOnlyEngineAeronAndLogWhenInReplication()
    {
        check(noClasses().that().resideInAPackage(REPLICATION).should().dependOnClassesThat().resideInAnyPackage(JNATS,
            HTTP, "java.net.http..", CHRONICLE, NATS, SERVER));
    }

    @Test
    void shouldUseOnlyPortsAndStoreReaderWhenInTransportNats()
    {
        check(noClasses().that().resideInAPackage(NATS).should().dependOnClassesThat().resideInAnyPackage(AERON,
            CHRONICLE, HTTP, SERVER));
        check(noClasses().that().resideInAPackage(NATS).should().dependOnClassesThat(resideInAPackage(ENGINE).and(not(
            resideInAPackage("io.standfast.engine.view.."))).and(not(forNats()))));
    }

    @Test
    void shouldBeUsedByPerfOnlyWhenInServer()
    {
        check(noClasses().that().resideOutsideOfPackages(SERVER, PERF).should().dependOnClassesThat()
            .resideInAPackage(SERVER));
    }

    @Test
    void shouldBeUsedByNobodyWhenInPerf()
    {
        check(noClasses().that().resideOutsideOfPackage(PERF).should().dependOnClassesThat().resideInAPackage(PERF));
    }

    @Test
    void shouldPointLeftOnlyWhenModulesUseOneAnother()
    {
        check(noClasses().that().resideInAPackage(CODECS).should().dependOnClassesThat().resideInAnyPackage(ENGINE,
            REPLICATION, NATS, SERVER));
        check(noClasses().that().resideInAPackage(ENGINE).should().dependOnClassesThat().resideInAnyPackage(
            REPLICATION, NATS, SERVER));
        check(noClasses().that().resideInAPackage(REPLICATION).should().dependOnClassesThat().resideInAnyPackage(NATS,
            SERVER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "config", "migrate", "bench", "doctor"})
    void shouldNotKnowTheOthersWhenRoomOfServer(final String room)
    {
        final String own = "io.standfast.server." + room + "..";
        check(noClasses().that().resideInAPackage(own).should().dependOnClassesThat(resideInAPackage(SERVER).and(not(
            resideInAPackage(own)))));
    }

    @Test
    void shouldNotKnowCommandsWhenCompositionRoot()
    {
        check(noClasses().that().resideInAPackage("io.standfast.server").should().dependOnClassesThat()
            .resideInAPackage("io.standfast.server.cli.."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"codecs", "engine", "replication", "nats", "server"})
    void shouldHaveNoCyclesWhenPackagesOfOneModuleUseOneAnother(final String module)
    {
        check(slices().matching("io.standfast." + module + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void shouldHoldNoLocksWhenInCodecsOrEngine()
    {
        check(noClasses().that().resideInAnyPackage(CODECS, ENGINE).should().dependOnClassesThat(named(LOCKS)));
        check(noClasses().that().resideInAnyPackage(CODECS, ENGINE).should().dependOnClassesThat().resideInAPackage(
            "java.util.concurrent.locks.."));
    }

    @Test
    void shouldNotLookOutsideWhenInEngine()
    {
        check(noClasses().that(inEngineButStore()).should().dependOnClassesThat(named(OUTSIDE_WORLD)));
        check(noClasses().that(inEngineButStore()).should().dependOnClassesThat().resideInAPackage("java.time.."));
        check(noClasses().that(inEngineButStore()).should().accessTargetWhere(systemButCopying()));
    }

    private static DescribedPredicate<JavaClass> inEngineButStore()
    {
        return resideInAPackage(ENGINE).and(not(resideInAPackage(STORE)));
    }

    private static DescribedPredicate<JavaAccess<?>> systemButCopying()
    {
        return DescribedPredicate.describe("System, but not its arraycopy", access -> access.getTargetOwner()
            .isEquivalentTo(System.class) && !access.getTarget().getName().equals("arraycopy"));
    }

    private static DescribedPredicate<JavaClass> named(final Set<String> names)
    {
        return DescribedPredicate.describe("are one of " + names, type -> names.contains(type.getFullName()));
    }

    private static DescribedPredicate<JavaClass> forNats()
    {
        return DescribedPredicate.describe("may be seen by transport-nats", type -> ENGINE_FOR_NATS.stream().anyMatch(
            name -> type.getFullName().equals(name) || type.getFullName().startsWith(name + "$")));
    }
}
