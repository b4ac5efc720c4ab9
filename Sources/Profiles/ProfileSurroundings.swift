package import Timing

/// What a profile is read against: what was set for it and the files beside it. A test makes its own.
package struct ProfileSurroundings {
    /// What `-e KEY=VAL` set.
    package var settings: [String: String]
    package var environment: [String: String]
    /// The bytes of a file, or why they cannot be read in the system's words.
    package var readFile: (_ path: String) -> Result<[UInt8], TextError>

    package init(
        settings: [String: String] = [:], environment: [String: String] = [:],
        readFile: @escaping (_ path: String) -> Result<[UInt8], TextError>
    ) {
        self.settings = settings
        self.environment = environment
        self.readFile = readFile
    }
}
