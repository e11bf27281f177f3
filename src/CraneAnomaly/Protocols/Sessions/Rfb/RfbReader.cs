using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Rfb;

/// <summary>Reads the handshake of a VNC session (RFC 6143, 7.1 to 7.3): versions, login, desktop.</summary>
internal sealed class RfbReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private const int ChallengeBytes = 16;
    private const int ServerInitBytes = 24;
    private const int MostName = 2048;

    private Step _step;
    private int _minor;
    private byte _security;
    private int _keyBytes;

    /// <summary>What comes next, and from whom.</summary>
    internal enum Step : byte
    {
        ServerVersion,
        ClientVersion,
        Offer,
        Choice,
        Challenge,
        Answer,
        Result,
        ClientInit,
        ServerInit,
    }

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rfb;

    /// <inheritdoc/>
    protected override int MostHeldBytes => ServerInitBytes + MostName;

    /// <inheritdoc/>
    protected override void Forget() => (_step, _minor, _security, _keyBytes) = (Step.ServerVersion, 0, 0, 0);

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = 0;
        bool fromServer = _step is Step.ServerVersion or Step.Offer or Step.Challenge or Step.Result or Step.ServerInit;

        // One side was not captured: what it said is not known, but the other's version is.
        if (fromServer != context.FromResponder && _step == Step.ServerVersion) _step = Step.ClientVersion;
        else if (fromServer != context.FromResponder) return OperationStatus.InvalidData;
        return _step switch
        {
            Step.ServerVersion or Step.ClientVersion => ReadVersion(bytes, out consumed),
            Step.Offer => ReadOffer(bytes, out consumed),
            Step.Choice => ReadChoice(bytes, out consumed),
            Step.Challenge => ReadChallenge(bytes, out consumed),
            Step.Answer => ReadAnswer(bytes, out consumed),
            Step.Result => ReadResult(bytes, out consumed),
            Step.ClientInit => ReadClientInit(bytes, out consumed),
            _ => ReadServerInit(bytes, out consumed),
        };
    }

    private OperationStatus ReadVersion(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = RfbVersion.Length;
        var status = RfbVersion.TryRead(bytes, out var version, out int minor);
        if (status != OperationStatus.Done) return status;
        Facts.Add(_step == Step.ServerVersion ? Fact.ServerVersion : Fact.ClientVersion, version);

        // 7.1.1: the client's version is what is spoken.
        _minor = minor;
        _step++;
        return status;
    }

    // 7.1.2: a list from 3.7 on, before that one type of four bytes. None of either is a refusal, and its reason follows.
    private OperationStatus ReadOffer(ReadOnlySpan<byte> bytes, out int consumed)
    {
        if (_minor < 7)
        {
            consumed = 4;
            if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
            uint type = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            return type > byte.MaxValue ? OperationStatus.InvalidData : Choose((byte)type);
        }

        consumed = 1 + bytes[0];
        if (bytes[0] == 0) return Refused();
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        _step = Step.Choice;
        return OperationStatus.Done;
    }

    private OperationStatus ReadChoice(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 1;
        return Choose(bytes[0]);
    }

    private OperationStatus Choose(byte type)
    {
        if (type == RfbSecurity.Invalid) return Refused();
        _security = type;
        Facts.Add(Fact.AuthenticationMethod, RfbSecurity.Name(type));
        switch (type)
        {
            case RfbSecurity.None:
                // 7.2.1: from 3.8 on the server says that it is content.
                _step = _minor >= 8 ? Step.Result : Step.ClientInit;
                if (_minor < 8) Facts.Add(Fact.AuthenticationSuccess, true);
                return OperationStatus.Done;
            case RfbSecurity.Vnc or RfbSecurity.AppleRemoteDesktop:
                _step = Step.Challenge;
                return OperationStatus.Done;
            default:
                // What follows is encrypted, or a maker's own.
                Finish();
                return OperationStatus.Done;
        }
    }

    private OperationStatus ReadChallenge(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = ChallengeBytes;
        if (_security == RfbSecurity.AppleRemoteDesktop)
        {
            // Generator, key length, then prime and public key of that length.
            consumed = 4;
            if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
            _keyBytes = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            if (_keyBytes > 1024) return OperationStatus.InvalidData;
            consumed += 2 * _keyBytes;
        }

        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        _step = Step.Answer;
        return OperationStatus.Done;
    }

    private OperationStatus ReadAnswer(ReadOnlySpan<byte> bytes, out int consumed)
    {
        // Name and password encrypted, 128 bytes, and the client's public key.
        consumed = _security == RfbSecurity.AppleRemoteDesktop ? 128 + _keyBytes : ChallengeBytes;
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        _step = Step.Result;
        return OperationStatus.Done;
    }

    // 7.1.3
    private OperationStatus ReadResult(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 4;
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        bool success = BinaryPrimitives.ReadUInt32BigEndian(bytes) == 0;
        Facts.Add(Fact.AuthenticationSuccess, success);
        _step = Step.ClientInit;
        if (!success) Finish();
        return OperationStatus.Done;
    }

    // 7.3.1
    private OperationStatus ReadClientInit(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 1;
        Facts.Add(Fact.ShareFlag, bytes[0] != 0);
        _step = Step.ServerInit;
        return OperationStatus.Done;
    }

    // 7.3.2: width, height, pixel format of 16 bytes, name.
    private OperationStatus ReadServerInit(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = ServerInitBytes;
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        uint name = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        if (name > MostName) return OperationStatus.InvalidData;
        consumed += (int)name;
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        Facts.Add(Fact.DesktopName, bytes[ServerInitBytes..consumed]);
        Facts.Add(Fact.Width, (long)BinaryPrimitives.ReadUInt16BigEndian(bytes));
        Facts.Add(Fact.Height, (long)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        Finish();
        return OperationStatus.Done;
    }

    private OperationStatus Refused()
    {
        Facts.Add(Fact.AuthenticationMethod, RfbSecurity.Name(RfbSecurity.Invalid));
        Facts.Add(Fact.AuthenticationSuccess, false);
        Finish();
        return OperationStatus.Done;
    }
}
