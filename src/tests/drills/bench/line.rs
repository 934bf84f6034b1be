//! A line that is kept open and asked on again and again, for what wrk cannot do: people each of
//! whom asks once, and somebody who waits for a message in between.

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

pub struct Line(BufReader<TcpStream>);

impl Line {
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a line");
        stream.set_nodelay(true).expect("a line");
        Self(BufReader::new(stream))
    }

    /// The status and the body that come back.
    pub async fn post(
        &mut self,
        path: &str,
        cookie: &str,
        from: &str,
        body: &str,
    ) -> (u16, String) {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             cookie: {cookie}\r\nx-forwarded-for: {from}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.0.write_all(request.as_bytes()).await.expect("a line");
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).await.expect("a head");
            let (name, value) = line.split_once(' ').unwrap_or_default();
            if name.starts_with("HTTP/") {
                status = value[..3].parse().expect("a status");
            } else if name.eq_ignore_ascii_case("content-length:") {
                length = value.trim().parse().expect("a length");
            } else if line == "\r\n" {
                break;
            }
            assert!(!line.is_empty(), "the line was closed");
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.expect("a body");
        (status, String::from_utf8(body).expect("a text"))
    }
}
