internal import Metrics

/// The page that a browser shows while a run goes on: the report, drawn anew once a second, and what may be asked of the
/// run.
package enum LivePage {
    package static func render(_ state: LiveState) -> [UInt8] {
        ReportPage(
            title: "\(state.phase.rawValue): \(state.target)",
            json: state.whole, scripts: [PackageResources.live_js], style: PackageResources.live_css, mayConnect: true
        ).bytes
    }
}
