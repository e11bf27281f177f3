using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>The requests of a flow that wait for a response, the latest sixteen of them.</summary>
internal struct OpenRequests
{
    private const int Most = 16;
    private const long NanosecondsInMicrosecond = 1_000;

    private Ring _ring;
    private int _next;

    /// <summary>Remembers a request.</summary>
    public void Open(ulong number, long timestampNs)
    {
        _ring[_next] = (number, true, timestampNs);
        _next = (_next + 1) % Most;
    }

    /// <summary>Marks a response whose request is known.</summary>
    public void Pair(ulong number, ref OtRecord response)
    {
        for (int i = 1; i <= Most; i++)
        {
            ref var request = ref _ring[(_next - i + Most) % Most];
            if (!request.IsOpen || request.Number != number) continue;
            request.IsOpen = false;
            response.Flags |= RecordFlags.Matched | RecordFlags.HasLatency;
            response.LatencyMicroseconds =
                (uint)Math.Clamp((response.TimestampNs - request.TimestampNs) / NanosecondsInMicrosecond, 0, uint.MaxValue);
            return;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(Most)]
    internal struct Ring
    {
        private (ulong Number, bool IsOpen, long TimestampNs) _element0;
    }
}
