using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>Reads the connection sequence of a remote desktop (MS-RDPBCGR, 1.3.1.1) as far as it is in the clear.</summary>
internal sealed class RdpReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private const int MostPacket = 8 * 1024;

    private bool _requested;
    private bool _confirmed;
    private bool _clientTold;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rdp;

    /// <inheritdoc/>
    protected override int MostHeldBytes => MostPacket;

    /// <inheritdoc/>
    protected override void Forget() => (_requested, _confirmed, _clientTold) = (false, false, false);

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        var status = X224Connection.TryRead(bytes, MostPacket, out var body, out consumed);
        if (status != OperationStatus.Done) return status;
        bool done = (body[1], context.FromResponder) switch
        {
            (X224Connection.Request, false) => ReadRequest(body),
            (X224Connection.Confirm, true) => ReadConfirm(body),
            (X224Connection.Data, false) => ReadClient(body[3..]),
            (X224Connection.Data, true) => ReadServer(body[3..]),
            _ => false,
        };
        return done ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    // 2.2.1.1
    private bool ReadRequest(ReadOnlySpan<byte> body)
    {
        if (_requested || body.Length < X224Connection.FixedBytes) return false;
        _requested = true;
        var own = body[X224Connection.FixedBytes..];
        if (!own.StartsWith(X224Connection.UserCookie)) return true;
        own = own[X224Connection.UserCookie.Length..];
        int end = own.IndexOf((byte)'\r');
        if (end < 0) return false;
        Facts.Add(Fact.Cookie, own[..end]);
        return true;
    }

    // 2.2.1.2
    private bool ReadConfirm(ReadOnlySpan<byte> body)
    {
        if (_confirmed || body.Length < X224Connection.FixedBytes) return false;
        _confirmed = true;

        // Servers before RDP 5.2 know no negotiation: what follows is the protocol's own security.
        var own = body[X224Connection.FixedBytes..];
        if (own.IsEmpty)
        {
            RdpNames.TellProtocol(0, Facts);
            return true;
        }

        if (!X224Connection.TryReadNegotiation(own, out byte kind, out uint value)) return false;
        switch (kind)
        {
            case X224Connection.NegotiationResponse:
                RdpNames.TellProtocol(value, Facts);
                if (value == 0) return true;

                // TLS or CredSSP comes next.
                Facts.Add(Fact.Result, "encrypted");
                Finish();
                return true;
            case X224Connection.NegotiationFailure:
                RdpNames.TellFailure(value, Facts);
                Finish();
                return true;
            default:
                return false;
        }
    }

    // 2.2.1.3
    private bool ReadClient(ReadOnlySpan<byte> message)
    {
        if (_clientTold || !GccConference.TryReadRequest(message, out var blocks)) return false;
        _clientTold = true;
        RdpClientData.Tell(blocks, Facts);
        return true;
    }

    // 2.2.1.4: all that follows is encrypted, or input and pictures.
    private bool ReadServer(ReadOnlySpan<byte> message)
    {
        if (!GccConference.TryReadResponse(message, out byte result, out var blocks)) return false;
        RdpNames.TellResult(result, Facts);
        RdpServerData.Tell(blocks, Facts);
        Finish();
        return true;
    }
}
