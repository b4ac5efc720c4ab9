/// The files of rows in plain words: how many rows, and who gets which.
enum DataText {
    static func lines(of data: [Named<DataSource>]) -> [String] {
        data.map { source in
            let rows = FigureText.counted(source.value.rows.count, "row")
            return "\(source.name): \(rows) of \(source.value.file), \(words(source.value))"
        }
    }

    private static func words(_ source: DataSource) -> String {
        switch source.pick {
        case .queue:
            "each taken once, in order: after \(FigureText.counted(source.rows.count, "iteration")) none is left, "
                + "and users leave"
        case .random: "one drawn by chance for each iteration"
        case .circular: "in order and over and over, one for each iteration"
        case .perUser: "one for each user, which keeps it"
        }
    }
}
