using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.DceRpc;

/// <summary>A bind, its answer, a login and a long call, as C706, 12.6 has them.</summary>
public sealed class DceRpcVectors : SessionVectors
{
    public override string Folder => "DceRpc";

    public override OtProtocol Protocol => OtProtocol.DceRpc;

    public override ushort ServerPort => 135;

    public override int MostHeldBytes => 8 * 1024;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, WindowsLogin.Bind(11, 1, [new("39c13a4d-011e-11d0-9675-0020afd8adb3"), new("01020304-0506-0708-090a-0b0c0d0e0f10")], [])),
        new(true, WindowsLogin.Bind(12, 1, [], new byte[40])),
        new(false, WindowsLogin.Bind(16, 1, [], WindowsLogin.Authenticate("PORT", "opc", "KRAN-PC"))),
        new(false, [5, 0, 0, 3, 0x10, 0, 0, 0, 0x00, 0x30, 0, 0, 2, 0, 0, 0, .. new byte[0x3000 - 16]]), // a call
        new(true, [5, 0, 2, 3, 0x10, 0, 0, 0, 24, 0, 0, 0, 2, 0, 0, 0, .. new byte[8]]),
        new(false, WindowsLogin.Bind(14, 3, [new("367abb81-9844-35f1-ad32-98f038001003")], [])),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request interfaces=IOPCServer,01020304-0506-0708-090a-0b0c0d0e0f10",
        "response",
        "event domain=PORT username=opc host_name=KRAN-PC",
        "request interfaces=svcctl",
    ];
}
