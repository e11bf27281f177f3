using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>A request that waits for its response.</summary>
internal struct ModbusPending
{
    /// <summary>What it asked for, and the frame that carried it.</summary>
    public RegisterAccess Access;

    /// <summary>Its function code.</summary>
    public byte Function;

    /// <summary>Value, or first two bytes of data, where the response has to repeat it.</summary>
    public ushort Echo;

    /// <summary>What is kept of a request.</summary>
    public static ushort EchoOf(ReadOnlySpan<byte> pdu) =>
        pdu.Length >= 5 ? BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]) : (ushort)0;

    /// <summary>
    /// Puts what was asked for into the response's <paramref name="access"/>, and says whether the response is one to
    /// this request. The functions are equal.
    /// </summary>
    // Compiled into its caller, so that what it finds out need not go through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Violation Join(ReadOnlySpan<byte> pdu, ReadOnlySpan<byte> values, ref RegisterAccess access)
    {
        bool fits = true;
        if (pdu[0] < ModbusFunctions.ExceptionBit)
        {
            switch ((ModbusFunction)Function)
            {
                case ModbusFunction.ReadCoils:
                case ModbusFunction.ReadDiscreteInputs:
                    fits = values.Length == (Access.Quantity + 7) / 8;
                    if (Access.Quantity >= 0) access.ValueCount = (ushort)Math.Min(access.ValueCount, Access.Quantity);
                    break;

                case ModbusFunction.ReadHoldingRegisters:
                case ModbusFunction.ReadInputRegisters:
                case ModbusFunction.ReadWriteMultipleRegisters:
                    fits = values.Length == Access.Quantity * 2;
                    break;

                case ModbusFunction.WriteSingleCoil:
                case ModbusFunction.WriteSingleRegister:
                case ModbusFunction.WriteMultipleCoils:
                case ModbusFunction.WriteMultipleRegisters:
                    fits = access.Address == Access.Address && EchoOf(pdu) == Echo;
                    break;

                case ModbusFunction.MaskWriteRegister:
                    fits = access.Address == Access.Address
                        && access.AndMask == Access.AndMask && access.OrMask == Access.OrMask;
                    break;

                case ModbusFunction.WriteFileRecord:
                    fits = access.ValueCount == Access.ValueCount;
                    break;

                case ModbusFunction.Diagnostics:
                    fits = access.Subfunction == Access.Subfunction
                        && (access.Subfunction != ModbusDiagnostics.ReturnQueryData || EchoOf(pdu) == Echo);
                    break;

                case ModbusFunction.EncapInterfaceTransport:
                    fits = access.Subfunction == Access.Subfunction;
                    break;

                case ModbusFunction.ReadFifoQueue:
                    // Only the response knows how many there are.
                    access.Address = Access.Address;
                    access.RequestFrame = Access.RequestFrame;
                    return Violation.None;
            }
        }

        access.Address = Access.Address;
        access.Quantity = Access.Quantity;
        access.WriteAddress = Access.WriteAddress;
        access.WriteQuantity = Access.WriteQuantity;
        access.Subfunction = Access.Subfunction;
        access.RequestFrame = Access.RequestFrame;
        return fits ? Violation.None : Violation.ValueMismatch;
    }
}
