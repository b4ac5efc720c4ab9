import Timing
import Yams

/// Reads a profile: bytes in, the typed model out, or everything that is wrong with them.
package enum ProfileReader {
    package static func read(
        _ bytes: [UInt8], file: String, in surroundings: ProfileSurroundings
    ) -> Result<Profile, ProfileRejection> {
        let root: Node
        do throws(ProfileRejection) {
            root = try YAMLText.compose(bytes, file: file)
        } catch {
            return .failure(error)
        }
        let reading = ProfileReading(file: file, surroundings: surroundings)
        defineVariables(of: root, reading)
        SettableVariables(of: root).judge(surroundings.settings, reading)
        reading.hasSharedLoad = ["users", "arrivals"].contains { root.mapping?.pair($0) != nil }
        guard let unjudged = Profile.object.read(root, reading) else { return .failure(rejection(reading)) }
        let profile = judge(unjudged, reading)
        // Where other things are wrong with them nobody knows what steps open.
        if reading.diagnostics.isEmpty { SessionsOpened.judge(root, reading) }
        return reading.diagnostics.isEmpty ? .success(profile) : .failure(rejection(reading))
    }

    /// What can only be said when all names are known.
    private static func judge(_ unjudged: Profile.Unjudged, _ reading: ProfileReading) -> Profile {
        var profile = unjudged.profile
        defineHoles(of: &profile, reading)
        // Of a profile with steps that could not be read nobody knows what it measures.
        let rows = reading.diagnostics.isEmpty ? MeasuredRows(profile) : nil
        let metrics = KnownMetrics(names: reading.names, rows: rows)
        profile.thresholds = unjudged.thresholds.flatMap { metrics.thresholds($0, reading) }
        profile.targets = unjudged.targets.compactMap { $0.judged(metrics, reading) }
        reading.names.judge(reading)
        profile.shareLoad()
        return profile
    }

    /// The variables and columns, which holes may name.
    private static func defineHoles(of profile: inout Profile, _ reading: ProfileReading) {
        for variable in profile.variables { reading.names.define(variable.name, as: .hole) }
        for load in profile.loads {
            for variable in load.value { reading.names.define(variable.name, as: .hole) }
        }
        profile.variables = valuesOfVariables(in: profile, reading)
        for source in profile.data {
            // The holes of a file that could not be read are no further mistakes.
            if source.value.columns.isEmpty { reading.names.excuse(source: source.name) }
            for column in source.value.columns { reading.names.define("\(source.name).\(column)", as: .hole) }
        }
    }

    /// What the variables came out as, those of the chosen load included: `-e` and the load have the last word.
    private static func valuesOfVariables(in profile: Profile, _ reading: ProfileReading) -> [Named<String>] {
        var variables: [Named<String>] = []
        for variable in profile.variables + profile.loads.flatMap(\.value)
        where reading.variables.entries[variable.name] != nil
            && !variables.contains(where: { $0.name == variable.name })
        {
            // One that cannot be filled was told where it was read.
            let value = (try? reading.variables.value(of: variable.name)) ?? variable.value
            variables.append(Named(name: variable.name, value: value, place: variable.place))
        }
        return variables
    }

    /// Variables come first, wherever they stand: all else may have their holes. Those of the chosen load take the place
    /// of those of the file.
    private static func defineVariables(of root: Node, _ reading: ProfileReading) {
        define(root.mapping?.pair("variables")?.value, reading)
        guard let loads = root.mapping?.pair("loads")?.value.mapping else { return }
        // A circle is told where the variables are read.
        guard let name = (try? reading.variables.value(of: "LOAD")) ?? nil, !name.isEmpty else { return }
        if let chosen = loads.pair(name) {
            define(chosen.value, reading)
        } else {
            let names = loads.compactMap { $0.key.scalar?.string }
            let hint = NearestWord.hint(for: name, among: names)
            reading.complain(
                root.mapping?.pair("loads")?.key ?? root,
                "LOAD is '\(name)', which is no load\(hint.isEmpty ? "; expected" : hint + " Expected") "
                    + "one of \(names.joined(separator: ", "))")
        }
    }

    private static func define(_ table: Node?, _ reading: ProfileReading) {
        for pair in table?.mapping ?? [:] {
            // Another key or value is told where the variables are read.
            guard let name = pair.key.scalar?.string, let text = pair.value.scalar?.string else { continue }
            if !VariableTable.isName(name) {
                reading.complain(
                    pair.key, "'\(name)' is not a name; expected letters, digits and underscores, as in message_rate")
            }
            reading.variables.define(name, VariableTable.Entry(text: text, place: pair.value.place))
        }
    }

    private static func rejection(_ reading: ProfileReading) -> ProfileRejection {
        let start = ProfilePlace(line: 0, column: 0)
        // The profile's own come first, those of its data files after them.
        func isBefore(_ left: ProfileDiagnostic, _ right: ProfileDiagnostic) -> Bool {
            guard left.file == right.file else {
                return left.file == reading.file || right.file != reading.file && left.file < right.file
            }
            return (left.place ?? start) < (right.place ?? start)
        }
        return ProfileRejection(diagnostics: reading.diagnostics.sorted(by: isBefore))
    }
}

extension Node.Mapping {
    /// The key and value of a name.
    func pair(_ name: String) -> (key: Node, value: Node)? { first { $0.key.scalar?.string == name } }
}
