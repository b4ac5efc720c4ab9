/// What a run is judged by.
package struct Judgement: Sendable {
    package var thresholds: [Threshold]
    package var targets: [TargetRule]
    package var grades: [GradeRule]

    package init(thresholds: [Threshold] = [], targets: [TargetRule] = [], grades: [GradeRule] = []) {
        self.thresholds = thresholds
        self.targets = targets
        self.grades = grades
    }
}
