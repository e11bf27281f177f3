using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Smb;

/// <summary>One message of SMB 2: a header of 64 bytes, and what the command has (MS-SMB2, 2.2).</summary>
internal readonly ref struct SmbMessage(ReadOnlySpan<byte> bytes)
{
    /// <summary>Bytes before it on a stream.</summary>
    public const int FrameBytes = 4;

    public const int HeaderBytes = 64;

    /// <summary>Where the flags of both versions have been seen, counted with the frame.</summary>
    public const int FlagsEnd = 24;

    public const byte One = 0xFF;
    public const byte Two = 0xFE;
    public const byte Encrypted = 0xFD;

    public const int Negotiate = 0;
    public const int SessionSetup = 1;
    public const int TreeConnect = 3;
    public const int Create = 5;
    public const int Write = 9;
    public const int Control = 11;

    private const uint Success = 0;
    private const uint MoreProcessing = 0xC000_0016;

    /// <summary>Names of the commands, in records; the last for a bind of DCE/RPC in a pipe.</summary>
    public static readonly string[] Commands =
    [
        "negotiate", "session_setup", "logoff", "tree_connect", "tree_disconnect", "create", "close", "flush", "read", "write", "lock", "ioctl",
        "cancel", "echo", "query_directory", "change_notify", "query_info", "set_info", "oplock_break", "bind",
    ];

    /// <summary>Where a bind stands in <see cref="Commands"/>.</summary>
    public const int Bind = 19;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Command => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[12..]);

    public bool IsResponse => (_bytes[16] & 1) != 0;

    /// <summary>Where the next message of a chain begins, 0 for none.</summary>
    public uint Next => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[20..]);

    public ulong Id => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[24..]);

    private uint Result => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[8..]);

    private ReadOnlySpan<byte> Body => _bytes[HeaderBytes..];

    /// <summary>Adds what it says.</summary>
    /// <returns>The name to use, -1 for a message that says nothing.</returns>
    public int Tell(FactWriter facts) => (Command, IsResponse) switch
    {
        (Negotiate, true) => TellNegotiate(facts),
        (SessionSetup, false) => NtlmMessage.Tell(At(12, 14), facts) ? SessionSetup : -1,
        (SessionSetup, true) => TellResult(facts),
        (TreeConnect, false) => TellText(Fact.SharePath, 4, 6, TreeConnect, facts),
        (Create, false) => TellText(Fact.FileName, 44, 46, Create, facts),
        (Write, false) => TellBind(At(2, 4), facts),
        (Control, false) => TellBind(At(24, 28), facts),
        _ => -1,
    };

    // 2.2.4
    private int TellNegotiate(FactWriter facts)
    {
        if (Body.Length < 6) return -1;
        facts.Add(Fact.Dialect, BinaryPrimitives.ReadUInt16LittleEndian(Body[4..]) switch
        {
            0x0202 => "2.0.2",
            0x0210 => "2.1",
            0x0300 => "3.0",
            0x0302 => "3.0.2",
            0x0311 => "3.1.1",
            0x02FF => "2.???",
            _ => "unknown",
        });
        return Negotiate;
    }

    // 2.2.6: the first answers only carry a challenge on.
    private int TellResult(FactWriter facts)
    {
        if (Result == MoreProcessing) return -1;
        facts.Add(Fact.AuthenticationSuccess, Result == Success);
        var text = new TextRoom(stackalloc byte[16]);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Result);
        text.AddHex(bytes);
        facts.Add(Fact.Status, text.Written);
        return SessionSetup;
    }

    private int TellText(Fact fact, int offsetAt, int lengthAt, int command, FactWriter facts)
    {
        NtlmMessage.TellWide(fact, At(offsetAt, lengthAt), facts);
        return command;
    }

    private static int TellBind(ReadOnlySpan<byte> data, FactWriter facts)
    {
        if (!RpcInterfaces.IsPdu(data) || data[2] != RpcInterfaces.Bind) return -1;
        RpcInterfaces.Tell(data, facts);
        return Bind;
    }

    // Offsets count from the header; as much as is there of what they point at.
    private ReadOnlySpan<byte> At(int offsetAt, int lengthAt)
    {
        if (Body.Length < lengthAt + 2) return default;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Body[offsetAt..]), length = BinaryPrimitives.ReadUInt16LittleEndian(Body[lengthAt..]);
        if (offset < HeaderBytes || offset > _bytes.Length) return default;
        return _bytes.Slice(offset, Math.Min(length, _bytes.Length - offset));
    }
}
