using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Rfb;

/// <summary>A VNC session with a password, as RFC 6143, 7 has it.</summary>
public sealed class RfbVectors : SessionVectors
{
    public override string Folder => "Rfb";

    public override OtProtocol Protocol => OtProtocol.Rfb;

    public override ushort ServerPort => 5900;

    public override int MostHeldBytes => 24 + 2048;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(true, "RFB 003.008\n"u8.ToArray()),
        new(false, "RFB 003.008\n"u8.ToArray()),
        new(true, [2, 1, 2]),
        new(false, [2]),
        new(true, [.. Enumerable.Range(0, 16).Select(i => (byte)i)]),
        new(false, [.. Enumerable.Range(100, 16).Select(i => (byte)i)]),
        new(true, [0, 0, 0, 0]),
        new(false, [1]),
        new(true,
        [
            0x07, 0x80, 0x04, 0x38, // 1920 by 1080
            32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, // pixel format
            0, 0, 0, 8, .. "QC07 HMI"u8,
        ]),
        new(false, [3, 0, 0, 0, 0, 0, 0, 8, 0, 8]),
        new(true, [0, 0, 0, 0]),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "session server_version=003.008 client_version=003.008 authentication_method=VNC auth_success=T share_flag=T "
            + "desktop_name=QC07 HMI width=1920 height=1080",
    ];
}
