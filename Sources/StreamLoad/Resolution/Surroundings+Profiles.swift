import Profiles
import Timing

extension Surroundings {
    /// Reads a profile from a file, against this environment and the files beside it.
    func readProfile(_ file: String, settings: [String: String]) -> Result<Profile, ProfileRejection> {
        let surroundings = ProfileSurroundings(settings: settings, environment: environment) { path in
            // It is read before the run, and some of it once more by a library.
            readRegularFile(path).mapError { TextError($0.reason) }
        }
        switch readRegularFile(file) {
        case .success(let bytes): return ProfileReader.read(bytes, file: file, in: surroundings)
        case .failure(let error):
            let diagnostic = ProfileDiagnostic(file: file, place: nil, message: "cannot be read: \(error.reason)")
            return .failure(ProfileRejection(diagnostics: [diagnostic]))
        }
    }
}
