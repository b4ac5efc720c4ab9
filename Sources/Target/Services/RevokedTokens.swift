/// Which tokens were revoked, by their serial numbers: a bit each, so that none is ever forgotten and none needs a look-up.
struct RevokedTokens {
    /// 16 MB of bits; what is issued beyond is refused at the login.
    static let mostSerials = 134_217_728

    private var words: [UInt64] = []

    mutating func insert(_ serial: Int) {
        guard 0..<Self.mostSerials ~= serial else { return }
        let word = serial / 64
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        words[word] |= 1 << UInt64(serial % 64)
    }

    func contains(_ serial: Int) -> Bool {
        let word = serial / 64
        return serial >= 0 && word < words.count && words[word] & 1 << UInt64(serial % 64) != 0
    }
}
