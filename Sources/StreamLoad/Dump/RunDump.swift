import LoadEngine
import Profiles
import Synchronization
import Timing

/// Shows a run on standard error as it happens.
final class RunDump: Sendable {
    private let text: Mutex<DumpText>

    /// - Parameter secrets: values that are known to be secrets from the start.
    init(secrets: [String]) { text = Mutex(DumpText(secrets: secrets)) }

    var observer: RunObserver {
        RunObserver { event in StandardError.write(self.text.withLock { $0.render(event) }) }
    }

    /// The values of the variables of a profile whose names say that they are secrets; what of the environment it takes
    /// stands in the text that it was read from.
    static func secrets(
        of profile: Profile, text: String, settings: [String: String], environment: [String: String]
    ) -> [String] {
        var secrets = profile.variables.filter { SecretText.isSecret(name: $0.name) }.map(\.value)
        for hole in text.split(separator: "${", omittingEmptySubsequences: false).dropFirst() {
            let name = String(hole.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            guard SecretText.isSecret(name: name) else { continue }
            if let value = settings[name] ?? environment[name] { secrets.append(value) }
        }
        return secrets
    }
}
