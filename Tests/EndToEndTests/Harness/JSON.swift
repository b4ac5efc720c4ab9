import Foundation

/// A JSON document that is asked by path: `result["lifecycle", "ended", "lost"].int`.
struct JSON {
    private let value: Any?

    init(_ data: Data) throws { value = try JSONSerialization.jsonObject(with: data) }
    private init(value: Any?) { self.value = value }

    subscript(path: String...) -> JSON {
        JSON(value: path.reduce(value) { ($0 as? [String: Any])?[$1] })
    }

    var int: Int? { (value as? NSNumber)?.intValue }
    var double: Double? { value is NSNull ? nil : (value as? NSNumber)?.doubleValue }
    var string: String? { value as? String }
    var array: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    var object: [String: JSON] { (value as? [String: Any] ?? [:]).mapValues { JSON(value: $0) } }
    var isTrue: Bool { (value as? NSNumber)?.boolValue ?? false }
    var isNull: Bool { value == nil || value is NSNull }

    /// A table of counts, without the zeros.
    var counts: [String: Int] { object.compactMapValues(\.int).filter { $0.value != 0 } }
}
