using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Telnet;

/// <summary>A login that fails once, as RFC 854, RFC 1091 and a usual server have it.</summary>
public sealed class TelnetVectors : SessionVectors
{
    public override string Folder => "Telnet";

    public override OtProtocol Protocol => OtProtocol.Telnet;

    public override ushort ServerPort => 23;

    public override int MostHeldBytes => 0;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(true, [255, 253, 24, 255, 251, 1, 255, 251, 3]), // do terminal type, will echo, will suppress go-ahead
        new(false, [255, 251, 24, 255, 253, 1]),
        new(true, [255, 250, 24, 1, 255, 240]),
        new(false, [255, 250, 24, 0, .. "VT220"u8, 255, 240]),
        new(true, Text("\r\nCrane 3 HMI\r\nlogin: ")),
        new(false, Text("roox\bt\r\n")),
        new(true, Text("root\r\nPassword: ")),
        new(false, Text("first\r\n")),
        new(true, Text("\r\nLogin incorrect\r\nlogin: ")),
        new(false, Text("vendor\r\n")),
        new(true, Text("vendor\r\nPassword: ")),
        new(false, Text("second\r\n")),
        new(true, Text("\r\nLast login: Mon\r\n$ ")),
        new(false, Text("stop crane\r\n")),
    ];

    public override IReadOnlyList<string> Records { get; } =
        ["session options=echo,suppress-go-ahead,terminal-type terminal=VT220 username=vendor auth_success=T auth_attempts=2"];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
