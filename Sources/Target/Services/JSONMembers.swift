internal import Foundation

/// The members of a JSON object, looked up by name.
struct JSONMembers {
    private let members: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]

    /// Nil for what is no JSON object.
    init?(_ bytes: [UInt8]) {
        guard let members = JSONText(bytes).members() else { return nil }
        self.members = members
    }

    /// The value of a name as it was written; of a repeated name the first.
    func value(_ name: String) -> ArraySlice<UInt8>? {
        members.first { $0.name.dropFirst().dropLast().elementsEqual(name.utf8) }?.value
    }

    /// The value of a name that is a string.
    func text(_ name: String) -> String? {
        guard let value = value(name), value.first == UInt8(ascii: "\""), value.count >= 2 else { return nil }
        guard value.contains(UInt8(ascii: "\\")) else {
            return String(validating: value.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(value))
    }

    /// The value of a name that is a finite number.
    func number(_ name: String) -> Double? {
        guard let value = value(name), let first = value.first,
            first == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= first
        else { return nil }
        return Double(String(decoding: value, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The strings of a name that is an array; what is none in it is left out.
    func texts(_ name: String) -> [String]? {
        guard let value = value(name) else { return nil }
        return try? JSONDecoder().decode([String].self, from: Data(value))
    }
}
