using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Smb;

/// <summary>A login, a share, a file and a pipe, as MS-SMB2, 2.2 has them.</summary>
public sealed class SmbVectors : SessionVectors
{
    public override string Folder => "Smb";

    public override OtProtocol Protocol => OtProtocol.Smb;

    public override ushort ServerPort => 445;

    public override int MostHeldBytes => 4 + (4 * 1024);

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, Frame(Message(0, 0, false, 0, new byte[36]))),
        new(true, Frame(Message(0, 0, true, 0, [65, 0, 1, 0, 0x11, 0x03, .. new byte[58]]))),
        new(false, Frame(Message(1, 1, false, 0, Pointing(24, 12, 14, [.. "xx"u8, .. WindowsLogin.Authenticate("PORT", "müller", "HMI-3")])))),
        new(true, Frame(Message(1, 1, true, 0xC0000016, new byte[8]))),
        new(true, Frame(Message(1, 2, true, 0xC000006D, new byte[8]))),
        new(true, Frame(Message(1, 3, true, 0, new byte[8]))),
        new(false, Frame([
            .. Message(3, 4, false, 0, Pointing(8, 4, 6, WindowsLogin.Wide(@"\\tos\ipc$")), next: 96),
            .. new byte[4], .. Message(5, 5, false, 0, Pointing(56, 44, 46, WindowsLogin.Wide("svcctl"))),
        ])),
        new(false, Frame(Message(9, 6, false, 0, Pointing(48, 2, 4, WindowsLogin.Bind(11, 1, [new("367abb81-9844-35f1-ad32-98f038001003")], []))))),
        new(false, Frame(Message(9, 7, false, 0, new byte[9_000]))), // data
        new(true, [0x85, 0, 0, 0]), // keep-alive of NetBIOS
        new(true, Frame([0xFD, .. "SMB"u8, .. new byte[100]])), // encrypted
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "response dialect=3.1.1",
        "request domain=PORT username=mÃ¼ller host_name=HMI-3",
        "response auth_success=F status=c000006d",
        "response auth_success=T status=00000000",
        @"request path=\\tos\ipc$",
        "request file_name=svcctl",
        "request interfaces=svcctl",
    ];

    private static byte[] Frame(byte[] message) => [0, (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static byte[] Message(ushort command, ulong id, bool isResponse, uint status, byte[] body, int next = 0)
    {
        byte[] message = [0xFE, .. "SMB"u8, 64, .. new byte[59], .. body];
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), status);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(12), command);
        message[16] = isResponse ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), next);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(24), id);
        return message;
    }

    // The fixed part of a body, with the offset from the header and the length of what follows it.
    private static byte[] Pointing(int size, int offsetAt, int lengthAt, byte[] content)
    {
        byte[] body = new byte[size];
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(offsetAt), (ushort)(64 + size));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(lengthAt), (ushort)content.Length);
        return [.. body, .. content];
    }
}
