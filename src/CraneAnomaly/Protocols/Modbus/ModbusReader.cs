using System.Buffers;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Reads Modbus/TCP from one flow: framing, decoding, and pairing of responses with requests.</summary>
/// <remarks>
/// Modbus Messaging on TCP/IP Implementation Guide V1.0b, 4.4: a transaction is named by its identifier within the
/// connection; gateways serve several units. Clients exist that never change the identifier, so the answers to
/// requests with equal identifier, unit and function are taken in the order of the requests.
/// </remarks>
internal sealed class ModbusReader<TSink>(Limits limits, ModbusSymbols symbols) : ProtocolReader<TSink>
    where TSink : struct, IRecordSink
{
    /// <summary>After the first, evictions are told in batches, so that a flood does not double itself.</summary>
    private const int EvictionBatch = 256;

    private TransactionTable<ModbusPending> _open = new(limits.OpenTransactions);
    private Direction _fromOriginator;
    private Direction _fromResponder;
    private Orientation _orientation;
    private bool _requestsMissed;
    private bool _anyMatched;
    private long _evictionsTold;

    /// <summary>Which side of the flow is the client: known, or still to be learned from the shape of PDUs.</summary>
    internal enum Orientation : byte
    {
        Unknown,
        OriginatorIsClient,
        ResponderIsClient,
    }

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Modbus;

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink)
    {
        ref var direction = ref context.FromResponder ? ref _fromResponder : ref _fromOriginator;
        int at = 0;
        while (true)
        {
            if (direction.OutOfStep)
            {
                at += FindStep(stream[at..], ref direction, in context, ref sink);
                if (direction.OutOfStep) break;
            }

            var status = ModbusAdu.TryRead(stream[at..], out var adu, out int consumed);
            if (status == OperationStatus.Done) Take(adu, Violation.None, in context, ref sink);
            else if (status == OperationStatus.InvalidData) status = TakeDeviant(stream[at..], in context, ref sink, out consumed);

            at += consumed;
            if (status == OperationStatus.NeedMoreData || at == stream.Length) break;
            if (status == OperationStatus.InvalidData)
            {
                // The search looks at the same bytes again and refuses them again: they advance.
                direction.OutOfStep = true;
                direction.LostOffset = direction.Offset + at;
            }
        }

        direction.Offset += at;
        direction.Waiting = stream.Length - at;
        return at;
    }

    /// <inheritdoc/>
    public override void OnGap(long bytes, in StreamContext context, ref TSink sink)
    {
        ref var direction = ref context.FromResponder ? ref _fromResponder : ref _fromOriginator;
        GiveUpWaiting(ref direction, in context, ref sink);
        direction.Offset += bytes;
        direction.LostOffset = direction.Offset;
        direction.OutOfStep = true;
        direction.AtBoundary = true;
        if (FromClient(in context)) _requestsMissed = true;
        else _open.Doubt();
    }

    /// <inheritdoc/>
    public override void OnEnd(in StreamContext context, ref TSink sink)
    {
        GiveUpWaiting(ref _fromOriginator, in context, ref sink);
        GiveUpWaiting(ref _fromResponder, in context, ref sink);
        TellEvicted(1, in context, ref sink);
        long unanswered = _open.CountUnanswered();
        if (unanswered == 0) return;
        bool fromResponder = _orientation == Orientation.ResponderIsClient;
        Tell(Violation.UnansweredRequests, 0, -1, unanswered, in context, ref sink, fromResponder);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _open.Reset();
        _fromOriginator = _fromResponder = default;
        _orientation = Orientation.Unknown;
        _requestsMissed = _anyMatched = false;
        _evictionsTold = 0;
        Pdus = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(ModbusAdu adu) => (ulong)adu.Transaction << 8 | adu.Unit;

    private static void Emit(
        ref OtRecord record, in RegisterAccess access, ReadOnlySpan<byte> values,
        in StreamContext context, ref TSink sink)
    {
        var head = RecordBody.HeadOf(in access);
        record.HeadLength = (ushort)head.Length;
        record.PayloadLength = (ushort)values.Length;
        sink.OnRecord(in record, new RecordBody(in context.Identity, head, values));
    }

    private void Take(ModbusAdu adu, Violation violation, in StreamContext context, ref TSink sink)
    {
        Pdus++;
        if (_orientation == Orientation.Unknown) Orient(adu, in context);
        if (FromClient(in context)) TakeRequest(adu, violation, in context, ref sink);
        else TakeResponse(adu, violation, in context, ref sink);
    }

    // Neither this nor the other is compiled into its caller: the locals of both would be cleared for every segment.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeRequest(ModbusAdu adu, Violation violation, in StreamContext context, ref TSink sink)
    {
        var pdu = adu.Pdu;
        byte function = adu.Function;
        ref var pending = ref _open.Add(Key(adu), context.TimestampNs, out bool duplicate);
        pending.Function = function;
        pending.Echo = ModbusPending.EchoOf(pdu);

        // Decoded where it has to stay: a copy would cost more than the decoding.
        ref var access = ref pending.Access;
        access = RegisterAccess.Empty;
        var wrong = ModbusRequest.Decode(pdu, ref access, out var values);
        if (violation == Violation.None) violation = wrong;
        access.SubfunctionSymbol = symbols.Subfunction(function, access.Subfunction);
        if (duplicate && violation == Violation.None) violation = Violation.DuplicateTransaction;

        var record = context.NewRecord(OtProtocol.Modbus, RecordKind.Request);
        record.Transaction = adu.Transaction;
        record.Unit = adu.Unit;
        record.FunctionCode = function;
        record.FunctionSymbol = symbols.Function(function);
        record.Violation = violation;
        record.Flags = context.Flags | ModbusFunctions.Effect(function, access.Subfunction);
        Emit(ref record, in access, values, in context, ref sink);
        access.RequestFrame = context.Frame;
        if (_open.Evicted != _evictionsTold) TellEvicted(EvictionBatch, in context, ref sink);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeResponse(ModbusAdu adu, Violation violation, in StreamContext context, ref TSink sink)
    {
        var pdu = adu.Pdu;
        byte function = (byte)(adu.Function & ~ModbusFunctions.ExceptionBit);
        var access = RegisterAccess.Empty;
        var wrong = ModbusResponse.Decode(pdu, ref access, out var values);
        if (violation == Violation.None) violation = wrong;

        var kind = KindOf(adu.Function, in access);
        var flags = context.Flags;
        wrong = Pair(adu, function, values, context.TimestampNs, ref access, ref flags, out uint latencyMicroseconds);
        if (violation == Violation.None) violation = wrong;

        access.SubfunctionSymbol = symbols.Subfunction(function, access.Subfunction);
        if (kind == RecordKind.Response) flags |= ModbusFunctions.Effect(function, access.Subfunction);
        var record = context.NewRecord(OtProtocol.Modbus, kind);
        record.Transaction = adu.Transaction;
        record.Unit = adu.Unit;
        record.FunctionCode = function;
        record.FunctionSymbol = symbols.Function(function);
        record.LatencyMicroseconds = latencyMicroseconds;
        record.Violation = violation;
        record.Flags = flags;
        Emit(ref record, in access, values, in context, ref sink);
    }

    private static RecordKind KindOf(byte function, in RegisterAccess access) =>
        function >= ModbusFunctions.ExceptionBit
        || (function == (byte)ModbusFunction.Umas && access.Subfunction == UmasFunctions.Error)
            ? RecordKind.Exception
            : RecordKind.Response;

    /// <summary>Finds the request of a response and closes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Violation Pair(
        ModbusAdu adu, byte function, ReadOnlySpan<byte> values, long timestampNs,
        ref RegisterAccess access, ref RecordFlags flags, out uint latencyMicroseconds)
    {
        latencyMicroseconds = 0;
        int slot = _open.First(Key(adu));
        if (slot < 0)
        {
            // A flow that was picked up in the middle begins with answers to requests that nobody saw.
            bool excused = _requestsMissed || (!_anyMatched && (flags & RecordFlags.Midstream) != 0);
            return excused ? Violation.None : Violation.UnsolicitedResponse;
        }

        ref readonly var request = ref _open[slot];
        if (request.Value.Function != function && Later(slot, function) is >= 0 and var later) request = ref _open[slot = later];
        var violation = Violation.FunctionMismatch;
        if (request.Value.Function == function) violation = request.Value.Join(adu.Pdu, values, ref access);
        else access.RequestFrame = request.Value.Access.RequestFrame;

        _anyMatched = true;
        _requestsMissed = false;
        flags |= RecordFlags.Matched;
        long latency = (timestampNs - request.TimestampNs) / 1000;
        if (latency is >= 0 and <= uint.MaxValue)
        {
            latencyMicroseconds = (uint)latency;
            flags |= RecordFlags.HasLatency;
        }

        _open.Remove(slot);
        return violation;
    }

    /// <summary>The next younger request with the same key that has a function, or -1.</summary>
    private int Later(int slot, byte function)
    {
        do slot = _open.Next(slot);
        while (slot >= 0 && _open[slot].Value.Function != function);
        return slot;
    }

    /// <summary>Takes an ADU that is not quite one, as far as it may be.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private OperationStatus TakeDeviant(
        ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink, out int consumed)
    {
        var status = ModbusFraming.TryReadDeviant(stream, Sender(in context), out var adu, out consumed, out var violation);
        if (status == OperationStatus.Done) Take(adu, violation, in context, ref sink);
        return status;
    }

    /// <summary>Skips to the next ADU, and says over how many bytes; the side stays out of step when there is none at hand.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindStep(ReadOnlySpan<byte> stream, ref Direction direction, in StreamContext context, ref TSink sink)
    {
        var status = ModbusFraming.Search(stream, Sender(in context), direction.AtBoundary, out int skipped);
        if (skipped > 0) direction.AtBoundary = false;
        direction.LostBytes += skipped;
        if (status != OperationStatus.Done) return skipped;
        TellUnframeable(ref direction, in context, ref sink);
        direction.OutOfStep = direction.AtBoundary = false;
        return skipped;
    }

    private ModbusRoles Sender(in StreamContext context) =>
        FromClient(in context) ? ModbusRoles.Client : ModbusRoles.Server;

    private bool FromClient(in StreamContext context) =>
        context.FromResponder == (_orientation == Orientation.ResponderIsClient);

    /// <summary>
    /// Learns who is the client: the side that does not own the port, else the side that opened the connection. Where
    /// the opener used the server's port, or neither is known, the first PDU with a one-sided shape says it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Orient(ModbusAdu adu, in StreamContext context)
    {
        ref readonly var identity = ref context.Identity;
        bool responderOwns = identity.ResponderPort == ModbusFraming.Port;
        bool originatorOwns = identity.OriginatorPort == ModbusFraming.Port;
        bool decided = responderOwns != originatorOwns ? responderOwns : !context.Midstream;
        var roles = adu.Function >= ModbusFunctions.ExceptionBit ? ModbusRoles.Server : ModbusFraming.RolesOf(adu.Pdu);
        if (decided)
        {
            _orientation = Orientation.OriginatorIsClient;
        }
        else if (roles is ModbusRoles.Client or ModbusRoles.Server)
        {
            _orientation = roles == ModbusRoles.Client == context.FromResponder
                ? Orientation.ResponderIsClient
                : Orientation.OriginatorIsClient;
        }
        else if (originatorOwns && !responderOwns)
        {
            _orientation = Orientation.ResponderIsClient;
        }
    }

    private void TellEvicted(int batch, in StreamContext context, ref TSink sink)
    {
        long count = _open.Evicted - _evictionsTold;
        if (count == 0 || (_evictionsTold > 0 && count < batch)) return;
        _evictionsTold = _open.Evicted;
        Tell(Violation.TransactionEvicted, 0, -1, count, in context, ref sink);
    }

    // Nothing follows that could make an ADU of what waits. In step it is the beginning of one; out of step it is lost.
    private void GiveUpWaiting(ref Direction direction, in StreamContext context, ref TSink sink)
    {
        if (direction.OutOfStep) direction.LostBytes += direction.Waiting;
        direction.Waiting = 0;
        TellUnframeable(ref direction, in context, ref sink);
    }

    private void TellUnframeable(ref Direction direction, in StreamContext context, ref TSink sink)
    {
        if (direction.LostBytes == 0) return;
        bool fromResponder = Unsafe.AreSame(ref direction, ref _fromResponder);
        Tell(Violation.Unframeable, direction.LostBytes, direction.LostOffset, 1, in context, ref sink, fromResponder);
        direction.LostBytes = 0;
    }

    private static void Tell(
        Violation violation, long bytes, long offset, long count,
        in StreamContext context, ref TSink sink, bool fromResponder = false)
    {
        var record = context.NewRecord(OtProtocol.Modbus, RecordKind.Violation);
        record.Flags &= ~RecordFlags.FromResponder;
        if (fromResponder) record.Flags |= RecordFlags.FromResponder;
        record.Violation = violation;
        var gap = new GapBody { Bytes = bytes, Offset = offset, Count = count };
        var head = RecordBody.HeadOf(in gap);
        record.HeadLength = (ushort)head.Length;
        sink.OnRecord(in record, new RecordBody(in context.Identity, head, default));
    }

    /// <summary>Where one side's stream stands.</summary>
    internal struct Direction
    {
        /// <summary>Stream offset of the first byte that was not consumed, gaps included.</summary>
        public long Offset;

        /// <summary>Offset and length of the run of bytes that is being skipped.</summary>
        public long LostOffset;
        public long LostBytes;

        /// <summary>Bytes from <see cref="Offset"/> on that were offered and wait for more.</summary>
        public int Waiting;

        /// <summary>No ADU is known to begin at <see cref="Offset"/>.</summary>
        public bool OutOfStep;

        /// <summary>A gap ended at <see cref="Offset"/>.</summary>
        public bool AtBoundary;
    }
}
