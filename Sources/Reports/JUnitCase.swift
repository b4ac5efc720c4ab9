/// One test case of a JUnit report: a thing that a run was to show, and whether it did.
struct JUnitCase {
    enum Outcome: Equatable {
        case passed
        /// It was shown not to hold.
        case failed(String)
        /// Nothing was shown.
        case broken(String)
        case skipped(String)
    }

    let name: String
    let outcome: Outcome
    /// What is worth knowing although the case passed.
    var remark: String?

    /// The element, as a child of a suite of that name. Remarks are the suite's to tell: Ant's schema has none here.
    func lines(suite: String) -> [String] {
        let head = #"    <testcase name="\#(XMLText.escaped(name))" classname="streamload.\#(suite)" time="0""#
        return element.map { [head + ">", $0, "    </testcase>"] } ?? [head + "/>"]
    }

    private var element: String? {
        switch outcome {
        case .passed: nil
        case .failed(let message): Self.element("failure", message, type: #" type="failure""#)
        case .broken(let message): Self.element("error", message, type: #" type="error""#)
        case .skipped(let message): Self.element("skipped", message)
        }
    }

    private static func element(_ tag: String, _ message: String, type: String = "") -> String {
        #"      <\#(tag) message="\#(XMLText.escaped(message))"\#(type)/>"#
    }
}
