using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Http;

/// <summary>A visit to a camera: a page, a login, chunks, and two questions of ONVIF, as RFC 9112 and SOAP 1.2 have them.</summary>
public sealed class HttpVectors : SessionVectors
{
    private const string Ptz = "http://www.onvif.org/ver20/ptz/wsdl/ContinuousMove";
    private const string Envelope = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
        + "<s:Body><GetStreamUri xmlns=\"http://www.onvif.org/ver10/media/wsdl\"/></s:Body></s:Envelope>";

    public override string Folder => "Http";

    public override OtProtocol Protocol => OtProtocol.Http;

    public override ushort ServerPort => 80;

    public override int MostHeldBytes => 32 * 1024;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Text("GET /cgi?user=a&pwd=b&x=1 HTTP/1.1\r\nHost: cam.port\r\nUser-Agent: curl/8\r\nReferer: http://cam.port/\r\n\r\n")),
        new(true, Text("HTTP/1.1 401 Unauthorized, go\r\nServer: lighttpd\r\nContent-Length: 5\r\nContent-Type: text/html; charset=x\r\n\r\nGET /")),
        new(false, Text($"HEAD http://u:p@cam/ HTTP/1.0\r\nauthorization:Basic {Convert.ToBase64String(Text("vendor:secret"))}\r\n\r\n")),
        new(true, Text("HTTP/1.0 200 OK\r\nContent-Length: 900\r\n\r\n")),
        new(false, Text($"POST /onvif HTTP/1.1\r\nContent-Type: application/soap+xml; action=\"{Ptz}\"\r\nContent-Length: 3\r\n\r\n<a>")),
        new(true, Text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nGET \r\n1\r\nA\r\n0\r\nTrailer: 1\r\n\r\n")),
        new(false, Text($"POST /onvif HTTP/1.1\r\nContent-Type: application/soap+xml\r\nContent-Length: {Envelope.Length}\r\n\r\n{Envelope}")),
        new(true, Text("HTTP/1.1 204 None\r\n\r\n")),
        new(false, Text("PUT /x HTTP/1.1\r\nContent-Length: 4\r\nAuthorization: Digest username=\"op\", realm=\"r\"\r\n\r\nabcd")),
        new(true, Text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil the end")),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request method=GET host=cam.port uri=/cgi?user=a&pwd=***&x=1 version=1.1 user_agent=curl/8 referrer=http://cam.port/",
        "response status_code=401 status_msg=Unauthorized, go version=1.1 server=lighttpd content_type=text/html content_length=5",
        "request method=HEAD uri=http://u@cam/ version=1.0 username=vendor",
        "response status_code=200 status_msg=OK version=1.0 content_length=900",
        "request method=POST uri=/onvif version=1.1 content_type=application/soap+xml content_length=3 service=onvif soap_action=ContinuousMove",
        "response status_code=200 status_msg=OK version=1.1",
        "request method=POST uri=/onvif version=1.1 content_type=application/soap+xml content_length=" + Envelope.Length
            + " service=onvif soap_action=GetStreamUri",
        "response status_code=204 status_msg=None version=1.1",
        "request method=PUT uri=/x version=1.1 username=op content_length=4",
        "response status_code=100 status_msg=Continue version=1.1",
        "response status_code=200 status_msg=OK version=1.1",
    ];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
