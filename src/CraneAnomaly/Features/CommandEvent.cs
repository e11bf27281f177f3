using CraneAnomaly.Records;

namespace CraneAnomaly.Features;

/// <summary>
/// A request to a controller in the terms that detectors compare: who, whom, which function, on which part of which
/// table, with what class of value. The keys are exact: parts are packed, not hashed.
/// </summary>
public readonly record struct CommandEvent
{
    /// <summary>The client's number in the <see cref="AssetTable"/>.</summary>
    public int Client { get; init; }

    /// <summary>The server's number in the <see cref="AssetTable"/>.</summary>
    public int Server { get; init; }

    /// <summary>The protocol.</summary>
    public OtProtocol Protocol { get; init; }

    /// <summary>Unit behind the server.</summary>
    public ushort Unit { get; init; }

    /// <summary>Function code.</summary>
    public byte Function { get; init; }

    /// <summary>Sub-function, or -1.</summary>
    public int Subfunction { get; init; }

    /// <summary>Addressed table.</summary>
    public RegisterTable Table { get; init; }

    /// <summary>First address, or -1.</summary>
    public int Address { get; init; }

    /// <summary>Number of addresses, or -1.</summary>
    public int Quantity { get; init; }

    /// <summary>
    /// Class of the written value: -1 for none, 0 for zero or off, else 1 plus the position of its highest bit
    /// (several values: the largest class).
    /// </summary>
    public int ValueClass { get; init; }

    /// <summary>Whether the request changes the server's state.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether it stops, restarts, reprograms or silences the controller.</summary>
    public bool Critical { get; init; }

    /// <summary>Whether it is what is read by a command that reads and writes.</summary>
    public bool IsReadPart { get; init; }

    /// <summary>The client for what is told of it: past the cap of hosts every one is still itself.</summary>
    internal uint ClientScope { get; init; }

    /// <summary>The client alone.</summary>
    public ExactKey ClientKey => new((ulong)Protocol, (uint)Client);

    /// <summary>Client and server.</summary>
    public ExactKey Pair => new((ulong)Protocol, (ulong)(uint)Client << 32 | (uint)Server);

    /// <summary>Client, server and unit: the stream in which commands follow each other.</summary>
    public ExactKey Stream => new((ulong)Protocol << 16 | Unit, (ulong)(uint)Client << 32 | (uint)Server);

    /// <summary>The table of a unit of a server.</summary>
    public ExactKey ServerTable => new((ulong)Protocol << 24 | (ulong)Table << 16 | Unit, (uint)Server);

    /// <summary>The function, without its object.</summary>
    public ExactKey FunctionKey => new(1, (ulong)Function << 32 | (uint)(Subfunction + 1));

    /// <summary>The function and the addresses.</summary>
    public ExactKey ObjectKey =>
        new((IsReadPart ? 3UL : 2UL) << 56 | (ulong)Function << 40 | (ulong)(uint)(Subfunction + 1) << 16,
            (ulong)(uint)(Address + 1) << 32 | (uint)(Quantity + 1));

    /// <summary>The function, the addresses and the class of value.</summary>
    public ExactKey ValueKey
    {
        get
        {
            var key = ObjectKey;
            return new(key.High | (ulong)(byte)(ValueClass + 1), key.Low);
        }
    }

    /// <summary>The event of a request record.</summary>
    public static CommandEvent Of(in OtRecord record, RecordBody body, int client, int server)
    {
        ref readonly var access = ref body.Registers;
        bool combined = access.WriteAddress != RegisterAccess.Absent;
        bool writes = (record.Flags & RecordFlags.Writes) != 0;
        return new()
        {
            Client = client,
            ClientScope = AssetTable.ScopeOf(client, body.Flow.Originator),
            Server = server,
            Protocol = record.Protocol,
            Unit = record.Unit,
            Function = (byte)record.FunctionCode,
            Subfunction = access.Subfunction,
            Table = access.Table,
            Address = combined ? access.WriteAddress : access.Address,
            Quantity = combined ? access.WriteQuantity : access.Quantity,
            ValueClass = writes ? ClassOf(access.Values, body.Payload) : -1,
            Writes = writes,
            Critical = (record.Flags & RecordFlags.Critical) != 0,
        };
    }

    /// <summary>
    /// What is read by a command that reads and writes in one (Modbus Application Protocol V1.1b3, 6.17), given what it
    /// writes; null where the command only does one of both.
    /// </summary>
    public static CommandEvent? ReadPartOf(in CommandEvent written, RecordBody body)
    {
        ref readonly var access = ref body.Registers;
        if (access.WriteAddress == RegisterAccess.Absent || access.Address == RegisterAccess.Absent) return null;
        return written with
        {
            Address = access.Address,
            Quantity = access.Quantity,
            ValueClass = -1,
            Writes = false,
            IsReadPart = true,
        };
    }

    private static int ClassOf(ValueKind kind, ReadOnlySpan<byte> values)
    {
        int largest = -1;
        if (kind == ValueKind.Bits)
        {
            foreach (byte bits in values) largest = Math.Max(largest, bits == 0 ? 0 : 1);
        }
        else if (kind == ValueKind.Registers)
        {
            for (int i = 0; i + 1 < values.Length; i += 2)
                largest = Math.Max(largest, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)(values[i] << 8 | values[i + 1])));
        }

        return largest;
    }
}
