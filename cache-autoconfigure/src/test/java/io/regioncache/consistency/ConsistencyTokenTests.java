package io.regioncache.consistency;

import java.util.List;

import io.regioncache.consistency.WrittenPosition;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConsistencyTokenTests {

	@Test
	void keepsTheHighestPositionOfAnEpoch() {
		ConsistencyToken token = token("us", 1, 5).and("us", new Position(1, 9)).and("us", new Position(1, 7));
		assertThat(token.positions()).containsExactly(new WrittenPosition("us", new Position(1, 9)));
	}

	@Test
	void keepsBothEpochsOfARegion() {
		ConsistencyToken token = token("us", 1, 5).and("us", new Position(2, 1));
		assertThat(token.positions()).containsExactly(new WrittenPosition("us", new Position(1, 5)),
				new WrittenPosition("us", new Position(2, 1)));
	}

	@Test
	void ordersPositionsWhateverCameFirst() {
		ConsistencyToken one = token("us", 2, 5).and("eu", new Position(9, 1)).and("us", new Position(1, 3));
		ConsistencyToken other = token("us", 1, 3).and("us", new Position(2, 5)).and("eu", new Position(9, 1));
		assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("[eu@9:1, us@1:3, us@2:5]");
	}

	@Test
	void mergesWhatTwoTokensKnow() {
		ConsistencyToken one = token("us", 1, 5).and("eu", new Position(9, 1));
		ConsistencyToken other = token("us", 1, 6).and("ap", new Position(4, 4));
		assertThat(one.and(other)).isEqualTo(other.and(one)).hasToString("[ap@4:4, eu@9:1, us@1:6]");
	}

	@Test
	void remainsTheSameWhereNothingIsNews() {
		ConsistencyToken token = token("us", 1, 5);
		assertThat(token.and("us", new Position(1, 4))).isSameAs(token);
		assertThat(token.and(token("us", 1, 5))).isSameAs(token);
		assertThat(token.and(ConsistencyToken.NONE)).isSameAs(token);
		assertThat(ConsistencyToken.NONE.and(token)).isSameAs(token);
		assertThat(ConsistencyToken.NONE.and(ConsistencyToken.NONE).isEmpty()).isTrue();
	}

	@Test
	void learnsWhoIssuedAPosition() {
		ConsistencyToken unknown = token("", 1, 9);
		assertThat(unknown.and("us", new Position(1, 5))).isEqualTo(token("us", 1, 9))
			.isEqualTo(token("us", 1, 5).and(unknown));
		assertThat(unknown.and("us", new Position(2, 5)).positions()).hasSize(2);
	}

	@Test
	void forgetsNoWriteThatWouldBeTooMany() {
		ConsistencyToken full = ConsistencyToken.NONE;
		for (int epoch = 1; epoch <= ConsistencyToken.MAX_POSITIONS; epoch++) {
			full = full.and("us", new Position(epoch, 1));
		}
		assertThat(full.isIncomplete()).isFalse();
		assertThat(full.and("us", new Position(3, 2)).isIncomplete()).isFalse();
		ConsistencyToken more = full.and("us", new Position(77, 1));
		assertThat(more.isIncomplete()).isTrue();
		assertThat(more.isEmpty()).isFalse();
		assertThat(more.positions()).hasSize(1)
			.allMatch((written) -> written.position().sequence() > WrittenPosition.MAX_SEQUENCE);
		ConsistencyToken later = more.and("us", new Position(3, 2));
		assertThat(later.isIncomplete()).isTrue();
		assertThat(later.positions()).as("what is written afterwards stands beside it").hasSize(2);
		assertThat(more.and(full)).isSameAs(more);
		assertThat(full.and(more)).isSameAs(more);
		assertThat(ConsistencyToken.NONE.and(more)).isSameAs(more);
	}

	@Test
	void isPassedNowhereWithAPositionThatCannotBe() {
		assertThat(token("us", 1, -1).isIncomplete()).isTrue();
		assertThat(token("us", 1, WrittenPosition.MAX_SEQUENCE).isIncomplete()).isFalse();
		assertThat(token("us", 1, WrittenPosition.MAX_SEQUENCE + 1).isIncomplete()).isTrue();
	}

	@Test
	void isThatOfTheCurrentContext() {
		assertThat(ConsistencyToken.current()).isSameAs(ConsistencyToken.NONE);
		ConsistencyContext context = new ConsistencyContext();
		context.wrote("us", new Position(1, 5));
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
			assertThat(ConsistencyToken.current()).isEqualTo(token("us", 1, 5));
		}
		assertThat(List.of(ConsistencyToken.current())).containsExactly(ConsistencyToken.NONE);
	}

	private static ConsistencyToken token(String region, long epoch, long sequence) {
		return ConsistencyToken.NONE.and(region, new Position(epoch, sequence));
	}

}
