package io.headscope.checkpoint.pytorch;

import io.headscope.checkpoint.pytorch.PickleValue.Decimal;
import io.headscope.checkpoint.pytorch.PickleValue.Flag;
import io.headscope.checkpoint.pytorch.PickleValue.Mapping;
import io.headscope.checkpoint.pytorch.PickleValue.Name;
import io.headscope.checkpoint.pytorch.PickleValue.Nothing;
import io.headscope.checkpoint.pytorch.PickleValue.Sequence;
import io.headscope.checkpoint.pytorch.PickleValue.Text;
import io.headscope.checkpoint.pytorch.PickleValue.Tuple;
import io.headscope.checkpoint.pytorch.PickleValue.Whole;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads one pickle (Python's `pickletools` describes the format) made of the instructions that tensors are saved with.
/// A pickle is a program for a machine with a stack; this one has no instruction that could do anything but build a value.
final class Pickle {

    private final PytorchSource source;
    private final ByteCursor cursor;
    private final Rebuild rebuild;
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private final List<List<PickleValue>> marked = new ArrayList<>();
    private List<PickleValue> stack = new ArrayList<>();

    private Pickle(PytorchSource source, ByteCursor cursor) {
        this.source = source;
        this.cursor = cursor;
        this.rebuild = new Rebuild(source);
    }

    /// The value of the pickle that begins where `cursor` stands, which it leaves behind the pickle's end.
    ///
    /// @throws ProblemException naming what it asks for, if that is no tensor, or saying why it is not sound
    static PickleValue read(PytorchSource source, ByteCursor cursor) {
        return new Pickle(source, cursor).read();
    }

    private PickleValue read() {
        while (true) {
            int code = cursor.unsigned8();
            Instruction instruction = Instruction.of(code);
            if (instruction == null) {
                throw unsound();
            }
            if (instruction == Instruction.STOP) {
                return pop();
            }
            execute(instruction);
        }
    }

    private void execute(Instruction instruction) {
        switch (instruction) {
            case PROTO -> cursor.skip(1);
            case FRAME -> cursor.skip(8);
            case MARK -> {
                marked.add(stack);
                stack = new ArrayList<>();
            }
            case NONE -> stack.add(new Nothing());
            case NEWTRUE -> stack.add(new Flag(true));
            case NEWFALSE -> stack.add(new Flag(false));
            case BININT -> stack.add(new Whole(cursor.signed32()));
            case BININT1 -> stack.add(new Whole(cursor.unsigned8()));
            case BININT2 -> stack.add(new Whole(cursor.unsigned16()));
            case LONG1 -> stack.add(new Whole(cursor.whole(cursor.unsigned8())));
            case BINFLOAT -> stack.add(new Decimal(cursor.decimal()));
            case BINUNICODE, BINSTRING -> stack.add(new Text(cursor.text(cursor.unsigned32())));
            case SHORT_BINUNICODE, SHORT_BINSTRING -> stack.add(new Text(cursor.text(cursor.unsigned8())));
            case BINUNICODE8 -> stack.add(new Text(cursor.text(cursor.signed64())));
            case EMPTY_DICT -> stack.add(new Mapping());
            case EMPTY_LIST -> stack.add(new Sequence());
            case EMPTY_TUPLE -> stack.add(new Tuple(List.of()));
            case TUPLE -> {
                List<PickleValue> items = sinceMark();
                stack.add(new Tuple(items));
            }
            case TUPLE1 -> stack.add(tuple(1));
            case TUPLE2 -> stack.add(tuple(2));
            case TUPLE3 -> stack.add(tuple(3));
            case SETITEM -> {
                List<PickleValue> pair = tuple(2).items();
                put(pair);
            }
            case SETITEMS -> put(sinceMark());
            case APPEND -> append(List.of(pop()));
            case APPENDS -> append(sinceMark());
            case BINPUT -> memo.put((long) cursor.unsigned8(), top());
            case LONG_BINPUT -> memo.put(cursor.unsigned32(), top());
            case MEMOIZE -> memo.put((long) memo.size(), top());
            case BINGET -> stack.add(remembered(cursor.unsigned8()));
            case LONG_BINGET -> stack.add(remembered(cursor.unsigned32()));
            case GLOBAL -> stack.add(global(cursor.line() + "." + cursor.line()));
            case STACK_GLOBAL -> stack.add(globalFromStack());
            case REDUCE -> {
                PickleValue arguments = pop();
                stack.add(rebuild.call(pop(), arguments));
            }
            case BINPERSID -> stack.add(rebuild.storage(pop()));
            case BUILD -> setState(pop());
            case STOP -> throw new IllegalStateException("handled before");
            case POP, POP_MARK, DUP, FLOAT, INT, LONG, PERSID, STRING, UNICODE, DICT, GET, INST, LIST, OBJ, PUT, NEWOBJ,
                    EXT1, EXT2, EXT4, LONG4, BINBYTES, SHORT_BINBYTES, BINBYTES8, EMPTY_SET, ADDITEMS, FROZENSET,
                    NEWOBJ_EX, BYTEARRAY8, NEXT_BUFFER, READONLY_BUFFER -> throw source.forbidden(instruction.name());
        }
    }

    private Name global(String name) {
        return new Name(Global.named(name).orElseThrow(() -> source.forbidden(name)));
    }

    private Name globalFromStack() {
        List<PickleValue> names = tuple(2).items();
        if (names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name)) {
            return global(module + "." + name);
        }
        throw unsound();
    }

    private void put(List<PickleValue> pairs) {
        if (!(top() instanceof Mapping mapping) || pairs.size() % 2 != 0) {
            throw unsound();
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i) instanceof Text(String key)) {
                mapping.entries.put(key, pairs.get(i + 1));
            }
        }
    }

    private void append(List<PickleValue> items) {
        if (!(top() instanceof Sequence sequence)) {
            throw unsound();
        }
        sequence.items.addAll(items);
    }

    /// The only state that is met is the `_metadata` of a state dictionary: versions of modules, which say nothing here.
    private void setState(PickleValue state) {
        if (!(top() instanceof Mapping) || !(state instanceof Mapping)) {
            throw source.forbidden(Instruction.BUILD.name());
        }
    }

    private PickleValue remembered(long place) {
        PickleValue value = memo.get(place);
        if (value == null) {
            throw unsound();
        }
        return value;
    }

    private Tuple tuple(int length) {
        if (stack.size() < length) {
            throw unsound();
        }
        List<PickleValue> last = stack.subList(stack.size() - length, stack.size());
        List<PickleValue> items = List.copyOf(last);
        last.clear();
        return new Tuple(items);
    }

    private List<PickleValue> sinceMark() {
        if (marked.isEmpty()) {
            throw unsound();
        }
        List<PickleValue> items = stack;
        stack = marked.removeLast();
        return items;
    }

    private PickleValue top() {
        if (stack.isEmpty()) {
            throw unsound();
        }
        return stack.getLast();
    }

    private PickleValue pop() {
        PickleValue value = top();
        stack.removeLast();
        return value;
    }

    private ProblemException unsound() {
        return source.unsound("reason.pickle-form", cursor.position());
    }
}
