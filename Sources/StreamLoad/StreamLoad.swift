import ArgumentParser

@main
struct StreamLoad: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "streamload")
}
