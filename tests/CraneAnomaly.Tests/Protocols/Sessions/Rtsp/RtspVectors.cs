using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Rtsp;

/// <summary>A viewer of a camera with media inside of the stream, as RFC 2326, 10 has it.</summary>
public sealed class RtspVectors : SessionVectors
{
    public override string Folder => "Rtsp";

    public override OtProtocol Protocol => OtProtocol.Rtsp;

    public override ushort ServerPort => 554;

    public override int MostHeldBytes => 32 * 1024;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Text("DESCRIBE rtsp://admin:12345@10.0.0.5:554/h264 RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: VLC/3.0\r\n\r\n")),
        new(true, Text("RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Cam 2\r\nContent-Type: application/sdp\r\nContent-Length: 4\r\n\r\nv=0\n")),
        new(false, Text("PLAY rtsp://10.0.0.5/h264 RTSP/1.0\r\nCSeq: 2\r\n\r\n")),
        new(true, [.. Text("RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n"), (byte)'$', 0, 0, 6, .. "RTSP/1"u8, (byte)'$', 1, 1, 0, .. new byte[256]]),
        new(false, Text("TEARDOWN rtsp://10.0.0.5/h264 RTSP/1.0\r\nCSeq: 3\r\n\r\n")),
        new(true, Text("RTSP/1.0 454 Session Not Found\r\nCSeq: 3\r\n\r\n")),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request method=DESCRIBE uri=rtsp://admin@10.0.0.5:554/h264 version=1.0 user_agent=VLC/3.0",
        "response status_code=200 status_msg=OK version=1.0 server=Cam 2 content_type=application/sdp content_length=4",
        "request method=PLAY uri=rtsp://10.0.0.5/h264 version=1.0",
        "response status_code=200 status_msg=OK version=1.0",
        "request method=TEARDOWN uri=rtsp://10.0.0.5/h264 version=1.0",
        "response status_code=454 status_msg=Session Not Found version=1.0",
    ];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
