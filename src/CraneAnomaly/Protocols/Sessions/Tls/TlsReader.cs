using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>Reads the handshake of TLS as far as it is in the clear, until both sides have gone over to encryption.</summary>
internal sealed class TlsReader<TSink>(TlsFragments fragments) : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private readonly Side[] _sides = new Side[2];
    private readonly byte[] _session = new byte[32];
    private int _sessionBytes;
    private ushort _version;
    private ushort _cipher;
    private bool _isTicketOffered;
    private bool _clientExchanged;
    private bool _curveTold;
    private bool _resumed;
    private bool _established;
    private bool _toolTold;
    private ushort _port;
    private int _alert = -1;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Tls;

    /// <inheritdoc/>
    protected override int MostHeldBytes => TlsRecord.MostBytes;

    // RFC 8446, and its drafts.
    private bool IsThirteen => _version == 0x0304 || _version >> 8 is 0x7E or 0x7F;

    /// <inheritdoc/>
    protected override void Forget()
    {
        ReturnFragments();
        Array.Clear(_sides);
        (_sessionBytes, _version, _cipher, _alert) = (0, 0, 0, -1);
        (_isTicketOffered, _clientExchanged, _curveTold, _resumed, _established, _toolTold, _port) = (false, false, false, false, false, false, 0);
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        _port = context.Identity.ResponderPort;
        ref Side side = ref _sides[context.FromResponder ? 1 : 0];
        bool isFirst = !side.HasBegun;
        if (isFirst && !context.FromResponder && bytes[0] >= 0x80) return ReadOldHello(bytes, ref side, out consumed);
        var status = TlsRecord.TryRead(bytes, out byte type, out var body, out consumed);
        if (status != OperationStatus.Done) return status;
        side.HasBegun = true;
        return ReadRecord(type, body, ref side, context.FromResponder) ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    /// <inheritdoc/>
    protected override void Conclude()
    {
        ReturnFragments();
        if (!_toolTold) RemoteAccess.Known.TellPort(_port, Facts);
        Facts.Add(Fact.Resumed, _resumed);
        Facts.Add(Fact.Established, _established);
        if (_alert >= 0) TlsNames.TellAlert((byte)_alert, Facts);
    }

    private bool ReadRecord(byte type, ReadOnlySpan<byte> body, ref Side side, bool fromServer)
    {
        switch (type)
        {
            case TlsRecord.ChangeCipherSpec:
                // With TLS 1.3 it is sent for middleboxes alone (RFC 8446, D.4).
                if (!IsThirteen) side.IsEncrypted = true;
                if (!fromServer && _isTicketOffered && !_clientExchanged && !IsThirteen) _resumed = true;
                return true;
            case TlsRecord.Handshake when !side.IsEncrypted:
                return ReadHandshake(body, ref side, fromServer);
            case TlsRecord.Alert when !side.IsEncrypted:
                if (body.Length != 2) return false;
                _alert = body[1];
                return true;
            case TlsRecord.ApplicationData when IsThirteen:
                side.IsEncrypted = true;
                OnEncrypted();
                return true;
            case TlsRecord.ApplicationData when !side.IsEncrypted:
                // What a client sends early, before it has an answer (RFC 8446, 4.2.10).
                return !fromServer && side.HasHello && !_sides[1].HasHello;
            default:
                if (side.IsEncrypted) OnEncrypted();
                return true;
        }
    }

    private void OnEncrypted()
    {
        if (!_sides[0].IsEncrypted || !_sides[1].IsEncrypted) return;
        _established = true;
        Finish();
    }

    // RFC 8446, 5.1: messages may be cut into records, and several may stand in one.
    private bool ReadHandshake(ReadOnlySpan<byte> body, ref Side side, bool fromServer)
    {
        while (!body.IsEmpty)
        {
            if (side.Fragment is null)
            {
                if (body.Length >= TlsHandshake.HeaderBytes)
                {
                    int total = TlsHandshake.HeaderBytes + TlsHandshake.Length(body);
                    if (total <= body.Length)
                    {
                        if (!OnMessage(body[0], body[TlsHandshake.HeaderBytes..total], ref side, fromServer)) return false;
                        body = body[total..];
                        continue;
                    }

                    if (total > TlsFragments.MessageBytes) return false;
                }

                if ((side.Fragment = fragments.Take()) is null) return false;
                side.FragmentBytes = 0;
            }

            if (!Append(ref body, ref side, out bool isWhole)) return false;
            if (!isWhole) continue;
            byte[] whole = side.Fragment!;
            bool done = OnMessage(whole[0], whole.AsSpan(TlsHandshake.HeaderBytes..side.FragmentBytes), ref side, fromServer);
            side.Fragment = null;
            fragments.Return(whole);
            if (!done) return false;
        }

        return true;
    }

    private static bool Append(ref ReadOnlySpan<byte> body, ref Side side, out bool isWhole)
    {
        isWhole = false;
        var fragment = side.Fragment.AsSpan();
        for (int i = 0; i < 2 && !isWhole && !body.IsEmpty; i++)
        {
            // First its header, then as much as that says.
            bool hasLength = side.FragmentBytes >= TlsHandshake.HeaderBytes;
            int wanted = TlsHandshake.HeaderBytes + (hasLength ? TlsHandshake.Length(fragment) : 0);
            if (wanted > fragment.Length) return false;
            int taken = Math.Min(wanted - side.FragmentBytes, body.Length);
            body[..taken].CopyTo(fragment[side.FragmentBytes..]);
            body = body[taken..];
            side.FragmentBytes += taken;
            if (side.FragmentBytes < TlsHandshake.HeaderBytes) continue;
            wanted = TlsHandshake.HeaderBytes + TlsHandshake.Length(fragment);
            isWhole = side.FragmentBytes == wanted;
        }

        return true;
    }

    private bool OnMessage(byte type, ReadOnlySpan<byte> message, ref Side side, bool fromServer)
    {
        switch (type, fromServer)
        {
            case (TlsHandshake.ClientHello, false):
                if (side.HasHello) return true;
                side.HasHello = true;
                return OnClientHello(message);
            case (TlsHandshake.ServerHello, true):
                return side.HasHello || OnServerHello(message, ref side);
            case (TlsHandshake.Certificate, _):
                if (side.HasCertificate) return true;
                side.HasCertificate = true;
                return TlsCertificates.TryTell(message, fromServer, Facts);
            case (TlsHandshake.ServerKeyExchange, true):
                OnServerKeyExchange(message);
                return true;
            case (TlsHandshake.ClientKeyExchange, false):
                _clientExchanged = true;
                return true;
            case (TlsHandshake.ClientHello or TlsHandshake.ServerHello, _):
                return false;
            default:
                return true;
        }
    }

    private bool OnClientHello(ReadOnlySpan<byte> message)
    {
        if (!TlsHello.TryReadClient(message, out var hello)) return false;
        TlsFingerprints.TellClient(hello, Facts);
        _isTicketOffered = TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.TicketExtension, out var ticket) && !ticket.IsEmpty;
        if (!hello.SessionId.IsEmpty && hello.SessionId.Length <= _session.Length && hello.SessionId.ContainsAnyExcept((byte)0))
        {
            _sessionBytes = hello.SessionId.Length;
            hello.SessionId.CopyTo(_session);
            _isTicketOffered = false;
        }

        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.ServerNameExtension, out var names)
            && TlsHandshake.TryTake16(ref names, out var list) && !list.IsEmpty && list[0] == 0)
        {
            list = list[1..];
            if (TlsHandshake.TryTake16(ref list, out var name))
            {
                Facts.Add(Fact.ServerName, name);
                _toolTold = RemoteAccess.Known.TellName(name, Facts);
            }
        }

        TellAlpn(Fact.Alpn, hello.Extensions);
        return true;
    }

    private bool OnServerHello(ReadOnlySpan<byte> message, ref Side side)
    {
        if (!TlsHello.TryReadServer(message, out var hello)) return false;
        _version = hello.Version;
        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.VersionsExtension, out var chosen) && chosen.Length == 2)
            _version = BinaryPrimitives.ReadUInt16BigEndian(chosen);
        if (hello.IsRetry) return true;
        side.HasHello = true;
        _cipher = hello.Cipher;
        TlsNames.TellVersion(_version, Facts);
        TlsNames.TellCipher(_cipher, Facts);
        TlsFingerprints.TellServer(hello, Facts);
        if (_version != 0x0304 && _version >> 8 != 0x7F && _sessionBytes != 0 && hello.SessionId.SequenceEqual(_session.AsSpan(0, _sessionBytes)))
            _resumed = true;
        if ((TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.KeyShareExtension, out var share)
                || TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.DraftKeyShareExtension, out share)) && share.Length >= 2)
        {
            _curveTold = true;
            TlsNames.TellCurve(BinaryPrimitives.ReadUInt16BigEndian(share), Facts);
        }

        TellAlpn(Fact.NextProtocol, hello.Extensions);
        return true;
    }

    // RFC 8422, 5.4: a named curve has the type 3.
    private void OnServerKeyExchange(ReadOnlySpan<byte> message)
    {
        if (_curveTold || message.Length < 3 || message[0] != 3) return;
        if (TlsCipherNames.Of(_cipher) is not { } name || !name.StartsWith("TLS_ECDH", StringComparison.Ordinal)) return;
        _curveTold = true;
        TlsNames.TellCurve(BinaryPrimitives.ReadUInt16BigEndian(message[1..]), Facts);
    }

    private void TellAlpn(Fact fact, ReadOnlySpan<byte> extensions)
    {
        if (!TlsHandshake.TryFindExtension(extensions, TlsHandshake.AlpnExtension, out var content)
            || !TlsHandshake.TryTake16(ref content, out var list))
            return;
        var text = new TextRoom(stackalloc byte[512]);
        while (TlsHandshake.TryTake8(ref list, out var protocol))
        {
            text.Separate();
            text.Add(protocol);
        }

        Facts.Add(fact, text.Written);
    }

    private OperationStatus ReadOldHello(ReadOnlySpan<byte> bytes, ref Side side, out int consumed)
    {
        var status = TlsRecord.TryReadOldHello(bytes, out _, out _, out consumed);
        if (status == OperationStatus.Done) side.HasBegun = side.HasHello = true;
        return status;
    }

    private void ReturnFragments()
    {
        foreach (ref Side side in _sides.AsSpan())
        {
            if (side.Fragment is not { } fragment) continue;
            side.Fragment = null;
            fragments.Return(fragment);
        }
    }

    /// <summary>How far a side is.</summary>
    internal struct Side
    {
        public bool HasBegun;
        public bool HasHello;
        public bool HasCertificate;
        public bool IsEncrypted;
        public byte[]? Fragment;
        public int FragmentBytes;
    }
}
