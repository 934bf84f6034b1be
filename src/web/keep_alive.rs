//! How long a connection may wait: long for the next request, not long for the rest of one that
//! has begun.
//!
//! hyper has one time-out for both. Proxies keep a connection for a minute and send the next
//! request on it; a server that gives up first loses one now and then. So hyper's is the long one,
//! and a head that has begun to arrive is timed here, beneath hyper.

use std::{
    future::Ready,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, Response},
};
use axum_server::accept::Accept;
use http_body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};
use tower::Service;

/// How long a connection may be idle: longer than proxies keep theirs.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(75);
/// How long a request's head may take to arrive once it has begun.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Times the heads of each connection.
#[derive(Clone, Copy)]
pub struct HeadTimer;

impl<I, S> Accept<I, S> for HeadTimer {
    type Stream = Timed<I>;
    type Service = Answering<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let line = Arc::<Line>::default();
        std::future::ready(Ok((
            Timed {
                stream,
                line: Arc::clone(&line),
                heads: 0,
                head: None,
            },
            Answering { service, line },
        )))
    }
}

/// What is known of a connection above hyper.
#[derive(Default)]
struct Line {
    /// Heads that have arrived whole.
    heads: AtomicUsize,
    /// Whether the last one's answer is under way.
    is_answering: AtomicBool,
}

/// A connection that fails when a head takes too long.
pub struct Timed<I> {
    stream: I,
    line: Arc<Line>,
    /// Heads that were whole when last looked.
    heads: usize,
    /// Since the first byte of the next one.
    head: Option<Pin<Box<Sleep>>>,
}

impl<I: AsyncRead + Unpin> AsyncRead for Timed<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let heads = self.line.heads.load(Ordering::Relaxed);
        if self.heads != heads {
            self.heads = heads;
            self.head = None;
        }
        if self.line.is_answering.load(Ordering::Relaxed) {
            // What is read now is a body.
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        if let Some(head) = &mut self.head
            && head.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if self.head.is_none() && buffer.filled().len() > before {
            self.head = Some(Box::pin(sleep(HEAD_TIMEOUT)));
        }
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Timed<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Tells the connection, from a whole head to the end of its answer, that no head is arriving.
#[derive(Clone)]
pub struct Answering<S> {
    service: S,
    line: Arc<Line>,
}

impl<S, B> Service<Request<B>> for Answering<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Answer>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.line.heads.fetch_add(1, Ordering::Relaxed);
        self.line.is_answering.store(true, Ordering::Relaxed);
        let until = Until(Arc::clone(&self.line));
        let answer = self.service.call(request);
        Box::pin(async move {
            Ok(answer.await?.map(|body| Answer {
                body,
                _until: until,
            }))
        })
    }
}

/// Until this is dropped, an answer is under way.
struct Until(Arc<Line>);

impl Drop for Until {
    fn drop(&mut self) {
        self.0.is_answering.store(false, Ordering::Relaxed);
    }
}

/// The body of an answer, which hyper drops once it is sent.
pub struct Answer {
    body: Body,
    _until: Until,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
