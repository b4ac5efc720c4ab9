import Profiles
import Timing

extension PEMFile {
    /// Reads a file and checks it.
    static func check(
        _ path: String, holds content: Content, read: (String) -> Result<[UInt8], Surroundings.FileError>
    ) throws(TextError) {
        switch read(path) {
        case .failure(let error): throw TextError("'\(path)' cannot be read: \(error.reason)")
        case .success(let bytes): try check(path, bytes, holds: content)
        }
    }
}
