import Testing
import Timing

@Suite("Who is to be there when people change how many they want")
struct AttendanceTests {
    /// The moves of a leg in their order: who, and when in seconds.
    private func moves(_ leg: Attendance.Leg) -> [String] {
        (0..<leg.count).map { "\(leg.isComing ? "+" : "-")\(leg.number(of: $0)) \(leg.offset(of: $0).seconds)" }
    }

    @Test("at first all come, as in a ramp")
    func first() {
        let attendance = Attendance(count: 3, rate: 2)
        #expect(moves(attendance.leg) == ["+0 0.0", "+1 0.5", "+2 1.0"])
        #expect(moves(Attendance(count: 0, rate: 2).leg) == [])
    }

    @Test("further ones go on with the numbers, the newest go first, and nobody comes twice")
    func upAndDown() {
        var attendance = Attendance(count: 3, rate: 100)
        attendance.change(to: 5, rate: 10, at: .seconds(10))
        #expect(moves(attendance.leg) == ["+3 10.0", "+4 10.1"])
        attendance.change(to: 2, rate: 4, at: .seconds(20))
        #expect(moves(attendance.leg) == ["-4 20.0", "-3 20.25", "-2 20.5"])
        attendance.change(to: 4, rate: 1, at: .seconds(30))
        #expect(moves(attendance.leg) == ["+5 30.0", "+6 31.0"])
        attendance.change(to: 1, rate: 1, at: .seconds(40))
        #expect(moves(attendance.leg) == ["-6 40.0", "-5 41.0", "-1 42.0"])
        #expect(attendance.wanted == 1)
    }

    @Test("what was due before the change has happened, the rest is called off")
    func interruptedLegs() {
        var attendance = Attendance(count: 10, rate: 2)
        // Numbers 0, 1 and 2 have come; 3, due at the very instant, has not.
        #expect(attendance.change(to: 5, rate: 2, at: .seconds(1.5)) == 3)
        #expect(moves(attendance.leg) == ["+10 1.5", "+11 2.0"])
        #expect(attendance.change(to: 1, rate: 1, at: .seconds(1.8)) == 1)
        #expect(moves(attendance.leg) == ["-10 1.8", "-2 2.8", "-1 3.8"])
        #expect(attendance.change(to: 2, rate: 1, at: .seconds(2)) == 1)
        #expect(moves(attendance.leg) == ["-2 2.0"])
    }

    @Test("the same number again is another rate for the rest of the way")
    func sameCount() {
        var attendance = Attendance(count: 4, rate: 1)
        attendance.change(to: 4, rate: 10, at: .seconds(1.5))
        #expect(moves(attendance.leg) == ["+4 1.5", "+5 1.6"])
        attendance.change(to: 4, rate: 10, at: .seconds(9))
        #expect(moves(attendance.leg) == [])
    }

    @Test("loops share every move of every leg out exactly once, and agree on who is there", arguments: UInt64(1)...20)
    func laws(seed: UInt64) {
        var random = FastRandom(seed: seed)
        var attendance = Attendance(count: Int(random.below(20)), rate: 50)
        let width = 1 + Int(random.below(4))
        var present: Set<Int> = []
        var everyone: Set<Int> = []
        var time = Nanoseconds.zero
        for _ in 0..<30 {
            let leg = attendance.leg
            let owned = (0..<width).flatMap { index in
                let stripe = Stripe(index: index, of: width)
                return sequence(first: leg.next(from: 0, of: stripe)) { move in
                    move.map { leg.next(from: $0 + 1, of: stripe) }
                }.prefix { $0 != nil }.compactMap(\.self)
            }
            #expect(owned.sorted() == Array(0..<leg.count))
            time = time + .milliseconds(Double(random.below(400)) + 1)
            let wanted = Int(random.below(20))
            let done = attendance.change(to: wanted, rate: 50, at: time)
            for move in 0..<done {
                let number = leg.number(of: move)
                if leg.isComing { #expect(everyone.insert(number).inserted) }
                if leg.isComing { present.insert(number) } else { #expect(present.remove(number) != nil) }
            }
            #expect(present.count + (attendance.leg.isComing ? 1 : -1) * attendance.leg.count == wanted)
        }
    }
}
