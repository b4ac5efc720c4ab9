/// Where something stands in a profile, both counted from 1; columns count Unicode scalars, as libyaml does.
package struct ProfilePlace: Sendable, Hashable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: ProfilePlace, right: ProfilePlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A mistake in a profile: where it is, what was found and what was expected.
package struct ProfileDiagnostic: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// nil when it is about the file as a whole.
    package let place: ProfilePlace?
    package let message: String

    package init(file: String, place: ProfilePlace?, message: String) {
        self.file = file
        self.place = place
        self.message = message
    }

    package var description: String {
        guard let place else { return "\(file): \(message)" }
        return "\(file):\(place.line):\(place.column): \(message)"
    }
}

/// Why a profile cannot be used: everything that is wrong with it, in the order of the file.
package struct ProfileRejection: Error, Sendable, Equatable {
    package let diagnostics: [ProfileDiagnostic]

    package init(diagnostics: [ProfileDiagnostic]) { self.diagnostics = diagnostics }
}
