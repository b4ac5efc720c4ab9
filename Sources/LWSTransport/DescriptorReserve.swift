internal import Glibc

/// Descriptors held back so that nobody else is given a number that libwebsockets closes twice.
///
/// On a libuv loop, libwebsockets 4.1.6 closes its event pipe in `lws_context_destroy` and again when libuv has let go of
/// it (`lws_destroy_event_pipe`, `__lws_close_free_wsi_final`). In between the number is free: a file or socket that
/// another thread opens then would be closed under its feet. The kernel gives out the lowest free number, so the reserve
/// is taken before the context is made, and given back right before it is destroyed: who opens something meanwhile gets
/// one of these.
struct DescriptorReserve {
    /// More than other threads open in the fraction of a millisecond between the two.
    private static let size = 16

    private var descriptors: [Int32] = []

    init() {
        descriptors = (0..<Self.size).map { _ in unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }.filter { $0 >= 0 }
    }

    mutating func release() {
        for descriptor in descriptors { Glibc.close(descriptor) }
        descriptors = []
    }
}
