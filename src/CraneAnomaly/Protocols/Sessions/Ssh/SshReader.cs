using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>Bounds that do not depend on where records go.</summary>
internal static class SshReader
{
    /// <summary>Most bytes of a packet of the key exchange; RFC 4253, 6.1 allows 35000, programs need some 3000.</summary>
    public const int MostPacket = 8 * 1024;

    /// <summary>Most lines that a server may send before its identification.</summary>
    public const int MostLines = 256;
}

/// <summary>Reads the beginning of an SSH session (RFC 4253), until somebody has logged in.</summary>
internal sealed class SshReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private const byte KeyExchangeInit = 20;
    private const byte NewKeys = 21;

    private readonly Side[] _sides = new Side[2];
    private byte[] _kept = new byte[2048];
    private int _keptBytes;
    private byte _reply;
    private bool _keySeen;
    private bool _sizesSay;
    private SshLogin _login;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Ssh;

    /// <inheritdoc/>
    protected override int MostHeldBytes => 4 + SshReader.MostPacket;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_sides);
        (_keptBytes, _reply, _keySeen, _sizesSay, _login) = (0, 0, false, false, default);
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        ref Side side = ref _sides[context.FromResponder ? 1 : 0];
        if (side.Versions == SshVersions.None) return ReadLine(bytes, ref side, context.FromResponder, out consumed);
        return side.IsEncrypted ? ReadEncrypted(bytes, context, out consumed) : ReadPacket(bytes, ref side, context.FromResponder, out consumed);
    }

    /// <inheritdoc/>
    protected override void Conclude()
    {
        _login.Flush();
        if (_login.Attempts == 0) return;
        Facts.Add(Fact.AuthenticationSuccess, _login.Success);
        Facts.Add(Fact.AuthenticationAttempts, (long)_login.Attempts);
    }

    /// <summary>Of a server's long greeting not all need be there.</summary>
    protected override bool Survives(long bytes, in StreamContext context) =>
        context.FromResponder && _sides[1].Versions == SshVersions.None;

    // RFC 4253, 4.2: only the server may send other lines before.
    private OperationStatus ReadLine(ReadOnlySpan<byte> bytes, ref Side side, bool fromServer, out int consumed)
    {
        var status = SshIdentification.TryReadLine(bytes, out var line, out consumed);
        if (status != OperationStatus.Done) return status;
        side.Versions = SshIdentification.Versions(line);
        if (side.Versions == SshVersions.None)
            return fromServer && ++side.Lines <= SshReader.MostLines ? OperationStatus.Done : OperationStatus.InvalidData;

        Facts.Add(fromServer ? Fact.Server : Fact.Client, line);
        if (_sides[0].Versions == SshVersions.None || _sides[1].Versions == SshVersions.None) return OperationStatus.Done;
        var common = _sides[0].Versions & _sides[1].Versions;
        if ((common & SshVersions.Two) != 0) Facts.Add(Fact.Version, "2");
        else if (common == SshVersions.One) Facts.Add(Fact.Version, "1");

        // SSH 1 has other packets, and is not read.
        if ((common & SshVersions.Two) == 0) Finish();
        return OperationStatus.Done;
    }

    // 6: length, length of the padding, payload, padding.
    private OperationStatus ReadPacket(ReadOnlySpan<byte> bytes, ref Side side, bool fromServer, out int consumed)
    {
        consumed = 0;
        if ((side.Versions & SshVersions.Two) == 0) return OperationStatus.InvalidData;
        if (bytes.Length < 5) return OperationStatus.NeedMoreData;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int padding = bytes[4];
        if (length > SshReader.MostPacket || length < padding + 2) return OperationStatus.InvalidData;
        consumed = 4 + (int)length;
        if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
        var payload = bytes[5..(consumed - padding)];
        var message = payload[1..];
        switch (payload[0])
        {
            case KeyExchangeInit:
                return ReadOffer(message, ref side, fromServer) ? OperationStatus.Done : OperationStatus.InvalidData;
            case NewKeys:
                side.IsEncrypted = true;
                return OperationStatus.Done;
            default:
                if (fromServer && payload[0] == _reply && !_keySeen && SshOffer.TryReadString(ref message, out var key))
                {
                    SshFingerprints.TellKey(key, Facts);
                    _keySeen = true;
                }

                return OperationStatus.Done;
        }
    }

    private bool ReadOffer(ReadOnlySpan<byte> message, ref Side side, bool fromServer)
    {
        if (side.HasOffered) return true;
        if (!SshOffer.TryRead(message, out var offer)) return false;
        side.HasOffered = true;
        SshFingerprints.TellOffer(offer, fromServer, Facts);
        if (_keptBytes == 0)
        {
            // Kept until the other side has offered too.
            if (_kept.Length < message.Length) _kept = new byte[SshReader.MostPacket];
            message.CopyTo(_kept);
            _keptBytes = message.Length;
            return true;
        }

        if (!SshOffer.TryRead(_kept.AsSpan(0, _keptBytes), out var other)) return false;
        var client = fromServer ? other : offer;
        var server = fromServer ? offer : other;
        SshAgreement.Tell(client, server, Facts);
        _sizesSay = !SshAgreement.IsCompressed(client, server);
        _reply = Reply(SshAgreement.Choose(client.KeyExchange, server.KeyExchange));
        return true;
    }

    // The message in which the server shows its key.
    private static byte Reply(ReadOnlySpan<byte> keyExchange)
    {
        if (keyExchange.StartsWith("diffie-hellman-group-exchange-"u8)) return 33; // RFC 4419, 5
        if (keyExchange.StartsWith("rsa"u8)) return 30; // RFC 4432, 8
        return keyExchange.StartsWith("gss-"u8) ? (byte)33 : (byte)31; // RFC 4462, 2.1; RFC 4253, 8; RFC 5656, 7.1
    }

    private OperationStatus ReadEncrypted(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = bytes.Length;
        if (context.FromResponder) _login.OnServer(bytes.Length, context.Frame);
        else _login.OnClient();
        if (!_sizesSay || _login.Success) Finish();
        return OperationStatus.Done;
    }

    /// <summary>How far a side is.</summary>
    internal struct Side
    {
        public SshVersions Versions;
        public int Lines;
        public bool HasOffered;
        public bool IsEncrypted;
    }
}
