using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>
/// Reads what the two ends of a session say of themselves before they do anything: one record a session, told as soon as
/// nothing more is to be learned, and at the latest when the flow ends. What comes after that is passed over.
/// </summary>
internal abstract class SessionReader<TSink> : ProtocolReader<TSink> where TSink : struct, IRecordSink
{
    // Within a second are the pieces of one thing that is said.
    private const long PauseNs = 1_000_000_000;

    private long _spokeNs;
    private bool _over;
    private bool _told;

    /// <summary>What is known so far.</summary>
    protected FactWriter Facts { get; } = new();

    /// <summary>Most bytes that a message may need: what wants more is no session of this protocol.</summary>
    protected abstract int MostHeldBytes { get; }

    /// <inheritdoc/>
    public sealed override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink)
    {
        if (_told)
        {
            if (!context.FromResponder) Hear(stream.Length, context, ref sink);
            return stream.Length;
        }

        int at = 0;
        while (!_over && at < stream.Length)
        {
            var status = ReadMessage(stream[at..], context, out int consumed);
            if (status == OperationStatus.NeedMoreData && stream.Length - at <= MostHeldBytes) return at;
            if (status == OperationStatus.Done) at += consumed;
            else _over = true;
        }

        if (_over) Tell(context, ref sink);
        return stream.Length;
    }

    /// <inheritdoc/>
    public sealed override void OnGap(long bytes, in StreamContext context, ref TSink sink)
    {
        if (Survives(bytes, context)) return;
        _over = true;
        Tell(context, ref sink);
    }

    /// <inheritdoc/>
    public sealed override void OnEnd(in StreamContext context, ref TSink sink) => Tell(context, ref sink);

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        (_over, _told) = (false, false);
        Facts.Clear();
        Forget();
        Pdus = 0;
    }

    /// <summary>
    /// Reads the message at the start of <paramref name="bytes"/>, which are not empty. Whatever is not
    /// <see cref="OperationStatus.Done"/> or <see cref="OperationStatus.NeedMoreData"/> ends the reading.
    /// </summary>
    protected abstract OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed);

    /// <summary>Adds what is only known at the end.</summary>
    protected virtual void Conclude()
    {
    }

    /// <summary>Whether reading can go on when bytes are missing.</summary>
    protected virtual bool Survives(long bytes, in StreamContext context) => false;

    /// <summary>Forgets everything, for another flow.</summary>
    protected abstract void Forget();

    /// <summary>Nothing more is to be learned.</summary>
    protected void Finish() => _over = true;

    private void Hear(int bytes, in StreamContext context, ref TSink sink)
    {
        bool begins = context.TimestampNs - _spokeNs >= PauseNs;
        _spokeNs = context.TimestampNs;
        if (!begins) return;
        var record = context.NewRecord(Protocol, RecordKind.Burst);
        record.Transaction = (uint)bytes;
        sink.OnRecord(in record, new RecordBody(in context.Identity, default, default));
    }

    private void Tell(in StreamContext context, ref TSink sink)
    {
        if (_told) return;
        (_told, _spokeNs) = (true, context.TimestampNs);
        Conclude();
        var record = context.NewRecord(Protocol, RecordKind.Session);
        record.Flags &= ~RecordFlags.FromResponder;
        record.PayloadLength = (ushort)Facts.Payload.Length;
        sink.OnRecord(in record, new RecordBody(in context.Identity, default, Facts.Payload));
    }
}
