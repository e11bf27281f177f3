using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What Zeek's conn.log would say of a flow.</summary>
internal static class FlowReport
{
    /// <summary>The summary of a flow as it stands.</summary>
    public static FlowSummary Of(in Flow flow, in FlowDetails details, OtProtocol service, long pdus)
    {
        int client = flow.Originator, server = client ^ 1;
        ref readonly FlowDirection originator = ref flow.Sides[client], responder = ref flow.Sides[server];
        bool tcp = details.Identity.IpProtocol == 6;
        return new()
        {
            FirstNs = details.FirstNs,
            LastNs = flow.LastNs,
            OriginatorBytes = tcp ? Bytes(originator, responder, details.Sides[client]) : originator.Last,
            ResponderBytes = tcp ? Bytes(responder, originator, details.Sides[server]) : responder.Last,
            OriginatorPackets = originator.Packets,
            ResponderPackets = responder.Packets,
            OriginatorIpBytes = originator.IpBytes,
            ResponderIpBytes = responder.IpBytes,
            MissedBytes = details.MissedBytes,
            FirstFrame = details.FirstFrame,
            Pdus = pdus,
            History = details.History,
            HistoryLength = details.HistoryLength,
            State = details.Identity.IpProtocol switch
            {
                6 => TcpState(originator, responder, details, client),
                17 => DatagramState(originator, responder),
                _ => FlowState.OTH,
            },
            Service = service,
        };
    }

    /// <summary>Stream bytes by sequence numbers: what was sent or acknowledged, without SYN and FIN.</summary>
    private static long Bytes(in FlowDirection side, in FlowDirection other, in SideDetails details)
    {
        // A half-open connection was found and cut off: the numbers mean nothing.
        if (side.Before == EndpointState.SynSent && side.State == EndpointState.Reset
            && other.State == EndpointState.Inactive && side.Acked > 0)
        {
            return 0;
        }

        long size = Math.Max(side.Last, side.Acked);
        if (size > 0) size--;
        if (details.FinAt > 0 && size > 0) size--;
        return size;
    }

    private static FlowState TcpState(
        in FlowDirection originator, in FlowDirection responder, in FlowDetails details, int side)
    {
        var (client, server) = (originator.State, responder.State);
        bool clientSilent = client is EndpointState.Inactive or EndpointState.Partial;
        bool serverSilent = server is EndpointState.Inactive or EndpointState.Partial;
        if (server == EndpointState.Reset)
        {
            bool refused = client is EndpointState.SynSent or EndpointState.SynAckSent
                || (client == EndpointState.Reset && Bytes(originator, responder, details.Sides[side]) == 0
                    && Bytes(responder, originator, details.Sides[side ^ 1]) == 0);
            return refused ? FlowState.REJ : clientSilent ? FlowState.RSTRH : FlowState.RSTR;
        }

        if (client == EndpointState.Reset)
        {
            if (!serverSilent) return FlowState.RSTO;
            return OpenedAndReset(details) ? FlowState.RSTOS0 : FlowState.OTH;
        }

        if (client == EndpointState.Closed && server == EndpointState.Closed) return FlowState.SF;
        if (client == EndpointState.Closed) return serverSilent ? FlowState.SH : FlowState.S2;
        if (server == EndpointState.Closed) return clientSilent ? FlowState.SHR : FlowState.S3;
        if (client == EndpointState.SynSent && server == EndpointState.Inactive) return FlowState.S0;
        bool open = client == EndpointState.Established && server == EndpointState.Established;
        return open ? FlowState.S1 : FlowState.OTH;
    }

    /// <summary>History <c>^?S[^HAFGIQ]*R.*</c>: a SYN, and a RST before the originator did anything else.</summary>
    private static bool OpenedAndReset(in FlowDetails details)
    {
        ReadOnlySpan<byte> history = details.History;
        history = history[..details.HistoryLength];
        if (history.StartsWith("^"u8)) history = history[1..];
        if (!history.StartsWith("S"u8)) return false;
        int reset = history.IndexOf((byte)'R');
        return reset > 0 && history[1..reset].IndexOfAny("HAFGIQ"u8) < 0;
    }

    private static FlowState DatagramState(in FlowDirection originator, in FlowDirection responder) =>
        (originator.Packets > 0, responder.Packets > 0) switch
        {
            (true, true) => FlowState.SF,
            (true, false) => FlowState.S0,
            (false, true) => FlowState.SHR,
            _ => FlowState.OTH,
        };
}
