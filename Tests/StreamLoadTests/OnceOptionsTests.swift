import LoadEngine
import Testing
import Timing

@testable import StreamLoad

@Suite("One user, once")
struct OnceOptionsTests {
    @Test("a run of one user each has one thread, no ramp, and a user for each scenario that is taken")
    func plan() throws {
        let run = try CommandLineFixture(["run.yaml", "--once"]).run()
        #expect(run.plan.isOnce)
        #expect(run.plan.threads == 1)
        #expect(run.plan.ramp == .zero)
        #expect(run.plan.mostUsers == 2)
        #expect(run.plan.observer == nil)
        #expect(run.isQuiet)
        #expect(try CommandLineFixture(["run.yaml", "--once", "--scenario", "a"]).run().plan.mostUsers == 1)
    }

    @Test("a profile has no more threads than sessions and users, unless asked for")
    func threads() throws {
        #expect(try CommandLineFixture(["run.yaml"]).run().plan.threads == 8)
        #expect(try CommandLineFixture(["run.yaml", "--scenario", "a"]).run().plan.threads == 5)
        #expect(try CommandLineFixture(["run.yaml", "--threads", "2"]).run().plan.threads == 2)
    }

    @Test("--dump looks on")
    func dump() throws {
        #expect(try CommandLineFixture(["run.yaml", "--once", "--dump"]).run().plan.observer != nil)
        let variables = ["STREAMLOAD_ONCE": "yes", "STREAMLOAD_DUMP": "yes"]
        #expect(try CommandLineFixture(["run.yaml"], environment: variables).run().plan.observer != nil)
    }

    @Test(
        "what cannot go together is refused",
        arguments: [
            (
                ["run.yaml", "--dump"],
                "--dump: shows what one user does, and a run has many: expected --once beside it"
            ),
            (
                ["run.yaml", "--once", "--threads", "2"],
                "--threads: contradicts --once, which has one user of each scenario, on one thread"
            ),
            (["ws://host/", "--once"], "--once: takes the steps of a profile: expected a .yaml file to run"),
            (["--once"], "--once: takes the steps of a profile: expected a .yaml file to run"),
            (["ws://host/", "--dump"], "--dump: takes the steps of a profile: expected a .yaml file to run"),
        ])
    func refused(arguments: [String], mistake: String) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [mistake])
    }

    @Test("secrets of a profile's variables are known: those it sets, those -e sets, and those of the environment")
    func secrets() throws {
        let run = try CommandLineFixture(["run.yaml", "--once"]).run()
        let profile = try #require(run.plan.profile?.profile)
        let text = "${API_KEY} ${PASSWORD:-x} ${HOST}"
        let settings = ["PASSWORD": "set", "HOST": "shown"]
        let secrets = RunDump.secrets(
            of: profile, text: text, settings: settings,
            environment: ["API_KEY": "k", "PASSWORD": "e", "OTHER_KEY": "o"])
        #expect(Set(secrets) == ["of the file", "set", "k"])
    }
}
