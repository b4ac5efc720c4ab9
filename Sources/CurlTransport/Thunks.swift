internal import CLibCurl
internal import Glibc
internal import Timing

/// The C side of the module: each callback finds its owner and forwards.
enum Thunks {
    static let head: curl_write_callback = { bytes, size, count, owner in
        guard let owner = unsafe owner else { return 0 }
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return unsafe handle.receivedHead(line) ? line.count : 0
    }

    static let body: curl_write_callback = { bytes, size, count, owner in
        guard let owner = unsafe owner else { return 0 }
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Any other count than the one given ends the transfer; an empty piece is all of it.
        return unsafe handle.receivedBody(piece) ? piece.count : piece.count + 1
    }

    static let request: curl_prereq_callback = { owner, _, _, _, _ in
        let now = Instant.now()
        guard let owner = unsafe owner else { return CURL_PREREQFUNC_ABORT }
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
        return handle.mayRequest(at: now) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    static let progress: curl_xferinfo_callback = { owner, _, _, _, sent in
        guard let owner = unsafe owner else { return 1 }
        unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
            .progressed(sent: Int(sent), at: .now())
        return 0
    }

    static let debug: curl_debug_callback = { _, kind, bytes, size, owner in
        guard kind == CURLINFO_HEADER_OUT, let owner = unsafe owner else { return 0 }
        let head = unsafe UnsafeRawBufferPointer(start: bytes, count: size)
        unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue().sentHead(head)
        return 0
    }

    static let openSocket: curl_opensocket_callback = { owner, _, address in
        guard let owner = unsafe owner, let address = unsafe address else { return -1 }
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
        guard handle.mayDial else { return -1 }
        let kind = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = unsafe socket(address.pointee.family, kind, address.pointee.`protocol`)
        if descriptor < 0 { handle.couldNotOpenSocket(errno) } else { handle.dialled(on: descriptor, at: .now()) }
        return descriptor
    }

    static let closeSocket: curl_closesocket_callback = { owner, descriptor in
        guard let owner = unsafe owner else { return 1 }
        unsafe Unmanaged<CurlContext>.fromOpaque(owner).takeUnretainedValue().willClose(descriptor)
        return close(descriptor)
    }

    static let interest: curl_socket_callback = { _, descriptor, what, owner, _ in
        guard let owner = unsafe owner else { return -1 }
        unsafe Unmanaged<CurlContext>.fromOpaque(owner).takeUnretainedValue().wants(what, of: descriptor)
        return 0
    }

    static let timer: curl_multi_timer_callback = { _, milliseconds, owner in
        guard let owner = unsafe owner else { return -1 }
        unsafe Unmanaged<CurlContext>.fromOpaque(owner).takeUnretainedValue().wantsWake(in: milliseconds)
        return 0
    }
}
